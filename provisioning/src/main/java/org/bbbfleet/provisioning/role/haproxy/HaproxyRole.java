package org.bbbfleet.provisioning.role.haproxy;

import static org.bbbfleet.alerts.action.ActionCall.haproxyServerIn;
import static org.bbbfleet.alerts.action.ActionCall.haproxyServerOut;
import static org.bbbfleet.alerts.action.ActionCall.restartUnit;
import static org.bbbfleet.alerts.action.ActionCall.startUnit;
import static org.bbbfleet.provisioning.role.Declaration.role;
import static org.bbbfleet.provisioning.role.Watched.exporter;
import static org.bbbfleet.provisioning.role.Watched.mendable;

import com.google.auto.service.AutoService;
import java.time.Duration;
import java.util.List;
import org.bbbfleet.alerts.policy.Mode;
import org.bbbfleet.alerts.policy.Policy;
import org.bbbfleet.alerts.rules.haproxy.HaproxyRules;
import org.bbbfleet.provisioning.role.Declaration;
import org.bbbfleet.provisioning.role.HostView;
import org.bbbfleet.provisioning.role.Role;

/** An HAProxy that somebody installed: watched, not provisioned. */
@AutoService(Role.class)
public final class HaproxyRole implements Role {
  private static final String UNIT = "haproxy.service";

  @Override
  public String name() {
    return "haproxy";
  }

  @Override
  public List<String> groups() {
    return List.of("haproxy", "lb");
  }

  @Override
  public List<Policy> remedies() {
    return List.of(
        Policy.on(HaproxyRules.DOWN)
            .first(startUnit(UNIT))
            .step(restartUnit(UNIT), Mode.PROPOSE, Duration.ofSeconds(30))
            .thenAPerson(),
        Policy.on(HaproxyRules.NOT_READ)
            .onlyAPerson("what the agent may read is its admin's to decide"),
        Policy.on(HaproxyRules.SERVER_FAILING)
            .step(haproxyServerOut(), Mode.PROPOSE, Duration.ofMinutes(3))
            .thenAPerson(),
        Policy.on(HaproxyRules.BACKEND_DOWN)
            .onlyAPerson("its servers' own alerts carry the remedy; nothing is left to take out"),
        Policy.on(HaproxyRules.SERVER_DOWN)
            .onlyAPerson("HAProxy uses it no more, and again by itself once its check is well"),
        Policy.on(HaproxyRules.SERVER_DRAINED)
            .step(haproxyServerIn(), Mode.PROPOSE, Duration.ofSeconds(30))
            .thenAPerson());
  }

  @Override
  public int minHealthy() {
    return 1;
  }

  @Override
  public Declaration on(HostView host) {
    return role("haproxy").watchedBy(exporter("haproxy"), mendable(UNIT));
  }
}
