package org.bbbfleet.provisioning.role.node;

import static org.bbbfleet.alerts.action.ActionCall.freeDiskSpace;
import static org.bbbfleet.alerts.action.ActionCall.renewCertificates;
import static org.bbbfleet.provisioning.resource.Resources.packages;
import static org.bbbfleet.provisioning.resource.Resources.unit;
import static org.bbbfleet.provisioning.role.Declaration.role;
import static org.bbbfleet.provisioning.role.Watched.job;

import com.google.auto.service.AutoService;
import java.time.Duration;
import java.util.List;
import org.bbbfleet.alerts.policy.Mode;
import org.bbbfleet.alerts.policy.Policy;
import org.bbbfleet.alerts.rules.Rule;
import org.bbbfleet.alerts.rules.backups.BackupRules;
import org.bbbfleet.alerts.rules.certificates.CertificateRules;
import org.bbbfleet.alerts.rules.disk.DiskRules;
import org.bbbfleet.alerts.rules.fail2ban.Fail2banRules;
import org.bbbfleet.provisioning.role.Declaration;
import org.bbbfleet.provisioning.role.HostView;
import org.bbbfleet.provisioning.role.Role;
import org.bbbfleet.provisioning.role.Watched;

/**
 * The machine itself: Debian's node exporter, and what every host may have: certificates, backups.
 */
@AutoService(Role.class)
public final class NodeRole implements Role {
  private static final String SERVICE = "prometheus-node-exporter.service";

  @Override
  public String name() {
    return "node";
  }

  @Override
  public List<String> groups() {
    return List.of("all");
  }

  @Override
  public int order() {
    return 20;
  }

  @Override
  public List<Watched.Job> jobs() {
    return List.of(job("node", 9100, "/"));
  }

  @Override
  public List<Policy> remedies() {
    return List.of(
        Policy.on(DiskRules.OUT_OF_SPACE)
            .step(freeDiskSpace(), Mode.PROPOSE, Duration.ofMinutes(2))
            .thenAPerson(),
        renewal(CertificateRules.ENDS),
        renewal(CertificateRules.ENDS_NOW),
        Policy.on(CertificateRules.NOT_READ)
            .onlyAPerson("who may read where keys lie is a person's decision"),
        Policy.on(BackupRules.OLD)
            .onlyAPerson(
                "a backup job may be heavy, and its failure has a cause to be mended first"),
        Policy.on(BackupRules.NONE)
            .onlyAPerson(
                "a missing mount or directory has to be understood before it is written to"),
        Policy.on(BackupRules.SMALL)
            .onlyAPerson("whether a small backup is whole can only be judged by reading it"),
        Policy.on(Fail2banRules.DOWN)
            .onlyAPerson(
                "a wrong configuration keeps it from starting; UnitDead starts a dead unit"),
        Policy.on(Fail2banRules.NO_JAILS)
            .onlyAPerson("which jails a host needs is a matter of its configuration"));
  }

  // An authority that is asked in vain too often answers nobody for hours.
  private static Policy renewal(Rule rule) {
    return Policy.on(rule)
        .step(renewCertificates(), Mode.AUTO, Duration.ofMinutes(5))
        .attemptsPerHour(1)
        .attemptsPerDay(2)
        .thenAPerson();
  }

  @Override
  public Declaration on(HostView host) {
    return role("node")
        .needs(packages("prometheus-node-exporter"), unit(SERVICE))
        .watchedBy(
            Watched.unit(SERVICE),
            Watched.allowed("disk", "apt"),
            Watched.allowed("disk", "journal size=500M"),
            Watched.allowed("disk", "logs days=14"),
            Watched.allowed("disk", "temporary days=2"));
  }
}
