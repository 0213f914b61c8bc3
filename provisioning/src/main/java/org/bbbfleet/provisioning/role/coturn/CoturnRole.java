package org.bbbfleet.provisioning.role.coturn;

import static org.bbbfleet.provisioning.role.Declaration.role;
import static org.bbbfleet.provisioning.role.Watched.exporter;

import com.google.auto.service.AutoService;
import java.util.List;
import java.util.Optional;
import org.bbbfleet.alerts.policy.Policy;
import org.bbbfleet.alerts.rules.coturn.CoturnRules;
import org.bbbfleet.provisioning.facts.HostSize;
import org.bbbfleet.provisioning.role.Declaration;
import org.bbbfleet.provisioning.role.HostView;
import org.bbbfleet.provisioning.role.Placement;
import org.bbbfleet.provisioning.role.Role;

/** A TURN server that somebody installed: watched, not provisioned. */
@AutoService(Role.class)
public final class CoturnRole implements Role {

  @Override
  public String name() {
    return "coturn";
  }

  @Override
  public List<String> groups() {
    return List.of("coturn");
  }

  @Override
  public List<Policy> remedies() {
    return List.of(
        Policy.on(CoturnRules.DOWN)
            .onlyAPerson(
                "UnitDead starts a unit that is dead; one that runs and does not listen has a wrong"
                    + " configuration"),
        Policy.on(CoturnRules.RELAYS)
            .onlyAPerson(
                "more ports or more servers are a matter of capacity, and a restart ends every"
                    + " call"),
        Policy.on(CoturnRules.DROPS)
            .onlyAPerson(
                "too little processor time is a matter of capacity, and a restart ends every"
                    + " call"));
  }

  @Override
  public Optional<HostSize> minimum(Placement placement) {
    return Optional.of(HostSize.of(1, placement.hostsOf("bigbluebutton").size() > 1 ? 2 : 1, 20));
  }

  @Override
  public int minHealthy() {
    return 1;
  }

  @Override
  public Declaration on(HostView host) {
    return role("coturn").watchedBy(exporter("coturn"), exporter("certificates"));
  }
}
