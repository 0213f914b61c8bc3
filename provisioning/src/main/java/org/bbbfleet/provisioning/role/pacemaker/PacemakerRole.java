package org.bbbfleet.provisioning.role.pacemaker;

import static org.bbbfleet.provisioning.role.Declaration.role;
import static org.bbbfleet.provisioning.role.Watched.exporter;

import com.google.auto.service.AutoService;
import java.util.List;
import org.bbbfleet.alerts.policy.Policy;
import org.bbbfleet.alerts.rules.pacemaker.PacemakerRules;
import org.bbbfleet.provisioning.role.Declaration;
import org.bbbfleet.provisioning.role.HostView;
import org.bbbfleet.provisioning.role.Role;

/** A Pacemaker cluster that somebody made: watched, not provisioned. */
@AutoService(Role.class)
public final class PacemakerRole implements Role {

  @Override
  public String name() {
    return "pacemaker";
  }

  @Override
  public List<String> groups() {
    return List.of("pacemaker");
  }

  @Override
  public List<Policy> remedies() {
    return List.of(
        Policy.on(PacemakerRules.DOWN)
            .onlyAPerson(
                "a node that left its cluster must not come back before somebody knows why"),
        Policy.on(PacemakerRules.NODE_OFFLINE)
            .onlyAPerson("a node may be off on purpose, and starting it may split the cluster"),
        Policy.on(PacemakerRules.RESOURCE_FAILED)
            .onlyAPerson(
                "a cleanup without mending the cause moves the service back to where it failed"),
        Policy.on(PacemakerRules.THRESHOLD)
            .onlyAPerson("a cleanup without mending the cause lets it fail there again"),
        Policy.on(PacemakerRules.NO_QUORUM)
            .onlyAPerson("forcing the quorum while the other side lives ruins the data"),
        Policy.on(PacemakerRules.LINK_FAULTY)
            .onlyAPerson("the network between the nodes is not in our hands"));
  }

  @Override
  public int minHealthy() {
    return 1;
  }

  @Override
  public Declaration on(HostView host) {
    return role("pacemaker").watchedBy(exporter("pacemaker"));
  }
}
