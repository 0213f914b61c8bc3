package org.bbbfleet.provisioning.role.peertube;

import static org.bbbfleet.provisioning.role.Declaration.role;
import static org.bbbfleet.provisioning.role.Watched.exporter;
import static org.bbbfleet.provisioning.role.Watched.published;

import com.google.auto.service.AutoService;
import java.util.List;
import java.util.Optional;
import org.bbbfleet.alerts.policy.Policy;
import org.bbbfleet.alerts.rules.peertube.PeerTubeRules;
import org.bbbfleet.provisioning.facts.HostSize;
import org.bbbfleet.provisioning.role.Declaration;
import org.bbbfleet.provisioning.role.HostView;
import org.bbbfleet.provisioning.role.Placement;
import org.bbbfleet.provisioning.role.Role;
import org.bbbfleet.provisioning.role.Variable;
import org.bbbfleet.provisioning.role.Watched;

/** A PeerTube that somebody installed: watched, not provisioned. */
@AutoService(Role.class)
public final class PeerTubeRole implements Role {
  private static final Variable<String> NAME =
      Variable.domain(
          "peertube_fqdn",
          "the name under which users reach PeerTube; it is probed when it is set");

  @Override
  public String name() {
    return "peertube";
  }

  @Override
  public List<String> groups() {
    return List.of("peertube");
  }

  @Override
  public List<Variable<?>> variables() {
    return List.of(NAME);
  }

  @Override
  public List<Policy> remedies() {
    return List.of(
        Policy.on(PeerTubeRules.DOWN)
            .onlyAPerson("a restart ends live streams and is no cure for a database that is slow"),
        Policy.on(PeerTubeRules.JOBS_FAIL)
            .onlyAPerson("only the failed job's own error says what to mend"),
        Policy.on(PeerTubeRules.TRANSCODING_WAITS)
            .onlyAPerson("more capacity or fewer resolutions are a person's choice"),
        Policy.on(PeerTubeRules.FEDERATION_WAITS)
            .onlyAPerson("whom to mute is a matter of judgement, not of health"));
  }

  @Override
  public List<Watched.Published> publishes(HostView host) {
    String name = host.get(NAME);
    return name.isEmpty() ? List.of() : List.of(published("https://" + name + "/", "http_2xx"));
  }

  @Override
  public Optional<HostSize> minimum(Placement placement) {
    return Optional.of(HostSize.of(1, 4, 50));
  }

  @Override
  public Declaration on(HostView host) {
    return role("peertube").watchedBy(exporter("peertube"));
  }
}
