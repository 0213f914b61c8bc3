package org.bbbfleet.provisioning.role.scalelite;

import static org.bbbfleet.provisioning.role.Declaration.role;
import static org.bbbfleet.provisioning.role.Watched.allowed;
import static org.bbbfleet.provisioning.role.Watched.exporter;

import com.google.auto.service.AutoService;
import java.util.List;
import java.util.Optional;
import org.bbbfleet.alerts.policy.Policy;
import org.bbbfleet.alerts.rules.scalelite.ScaleliteRules;
import org.bbbfleet.core.error.Problem;
import org.bbbfleet.provisioning.facts.HostSize;
import org.bbbfleet.provisioning.role.Declaration;
import org.bbbfleet.provisioning.role.HostView;
import org.bbbfleet.provisioning.role.Placement;
import org.bbbfleet.provisioning.role.Role;
import org.bbbfleet.provisioning.role.Variable;

/** A Scalelite that somebody installed: watched, not provisioned. */
@AutoService(Role.class)
public final class ScaleliteRole implements Role {

  @Override
  public String name() {
    return "scalelite";
  }

  @Override
  public List<String> groups() {
    return List.of("scalelite");
  }

  @Override
  public List<Variable<?>> variables() {
    return List.of(ScaleliteWorkers.ROLES);
  }

  @Override
  public Optional<HostSize> minimum(Placement placement) {
    return Optional.of(HostSize.of(2, 4, 30));
  }

  @Override
  public List<Problem> constraints(Placement placement) {
    return ScaleliteWorkers.of(placement).problems();
  }

  @Override
  public List<Policy> remedies() {
    return List.of(
        Policy.on(ScaleliteRules.DOWN)
            .onlyAPerson("its Redis or PostgreSQL is the cause, and a restart of it mends neither"),
        Policy.on(ScaleliteRules.NO_SERVERS)
            .onlyAPerson("enabling a server that was cordoned is its admin's decision"),
        Policy.on(ScaleliteRules.SERVER_OFFLINE)
            .onlyAPerson(
                "the server's own alerts carry the remedy; the poller takes it back itself"),
        Policy.on(ScaleliteRules.POLLER_STALE)
            .onlyAPerson(
                "a second poller destroys meetings, and where the one belongs is not known"),
        Policy.on(ScaleliteRules.POLLERS)
            .onlyAPerson("which of the pollers is the right one is not known"),
        Policy.on(ScaleliteRules.IMPORTER_DOWN)
            .onlyAPerson("on which host the one importer belongs is not known"),
        Policy.on(ScaleliteRules.QUEUED)
            .onlyAPerson("a broken archive must be looked at before it is moved away"));
  }

  @Override
  public int minHealthy() {
    return 1;
  }

  @Override
  public List<String> restsOn() {
    return List.of("docker");
  }

  @Override
  public Declaration on(HostView host) {
    return role("scalelite").watchedBy(exporter("scalelite"), allowed("scalelite", "cordon"));
  }
}
