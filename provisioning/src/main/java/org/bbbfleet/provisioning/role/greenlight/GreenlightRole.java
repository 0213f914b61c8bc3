package org.bbbfleet.provisioning.role.greenlight;

import static org.bbbfleet.provisioning.role.Declaration.role;
import static org.bbbfleet.provisioning.role.Watched.exporter;

import com.google.auto.service.AutoService;
import java.util.List;
import java.util.Optional;
import org.bbbfleet.alerts.policy.Policy;
import org.bbbfleet.alerts.rules.greenlight.GreenlightRules;
import org.bbbfleet.provisioning.facts.HostSize;
import org.bbbfleet.provisioning.role.Declaration;
import org.bbbfleet.provisioning.role.HostView;
import org.bbbfleet.provisioning.role.Placement;
import org.bbbfleet.provisioning.role.Role;

/** A Greenlight that somebody installed: watched, not provisioned. */
@AutoService(Role.class)
public final class GreenlightRole implements Role {

  @Override
  public String name() {
    return "greenlight";
  }

  @Override
  public List<String> groups() {
    return List.of("greenlight");
  }

  @Override
  public List<Policy> remedies() {
    return List.of(
        Policy.on(GreenlightRules.DOWN)
            .onlyAPerson(
                "its containers have other names on every host, and the database must come first"),
        Policy.on(GreenlightRules.UNHEALTHY)
            .onlyAPerson("what must be mended is the component that its own check names"));
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
  public Optional<HostSize> minimum(Placement placement) {
    return Optional.of(HostSize.of(1, 2, 20));
  }

  @Override
  public Declaration on(HostView host) {
    return role("greenlight").watchedBy(exporter("greenlight"));
  }
}
