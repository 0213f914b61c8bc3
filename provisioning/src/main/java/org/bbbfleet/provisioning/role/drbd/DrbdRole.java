package org.bbbfleet.provisioning.role.drbd;

import static org.bbbfleet.provisioning.role.Declaration.role;
import static org.bbbfleet.provisioning.role.Watched.exporter;

import com.google.auto.service.AutoService;
import java.util.List;
import org.bbbfleet.alerts.policy.Policy;
import org.bbbfleet.alerts.rules.drbd.DrbdRules;
import org.bbbfleet.provisioning.role.Declaration;
import org.bbbfleet.provisioning.role.HostView;
import org.bbbfleet.provisioning.role.Role;

/** Mirrored volumes that somebody made: watched, not provisioned. */
@AutoService(Role.class)
public final class DrbdRole implements Role {

  @Override
  public String name() {
    return "drbd";
  }

  @Override
  public List<String> groups() {
    return List.of("drbd");
  }

  @Override
  public List<Policy> remedies() {
    return List.of(
        Policy.on(DrbdRules.STANDALONE)
            .onlyAPerson("one side loses what it wrote; only a person can choose which"),
        Policy.on(DrbdRules.DISCONNECTED)
            .onlyAPerson("it connects by itself as soon as the other side is back"),
        Policy.on(DrbdRules.DISK)
            .onlyAPerson("a resync ends by itself and a failed disk needs new hardware"));
  }

  @Override
  public int minHealthy() {
    return 1;
  }

  @Override
  public Declaration on(HostView host) {
    return role("drbd").watchedBy(exporter("drbd"));
  }
}
