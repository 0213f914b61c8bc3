package org.bbbfleet.provisioning.role.openstreamingplatform;

import static org.bbbfleet.provisioning.role.Declaration.role;
import static org.bbbfleet.provisioning.role.Watched.exporter;
import static org.bbbfleet.provisioning.role.Watched.published;

import com.google.auto.service.AutoService;
import java.util.List;
import java.util.Optional;
import org.bbbfleet.alerts.policy.Policy;
import org.bbbfleet.alerts.rules.openstreamingplatform.OspRules;
import org.bbbfleet.provisioning.facts.HostSize;
import org.bbbfleet.provisioning.role.Declaration;
import org.bbbfleet.provisioning.role.HostView;
import org.bbbfleet.provisioning.role.Placement;
import org.bbbfleet.provisioning.role.Role;
import org.bbbfleet.provisioning.role.Variable;
import org.bbbfleet.provisioning.role.Watched;

/** An Open Streaming Platform that somebody installed: watched, not provisioned. */
@AutoService(Role.class)
public final class OpenStreamingPlatformRole implements Role {
  private static final Variable<String> NAME =
      Variable.domain(
          "openstreamingplatform_fqdn",
          "the name under which users reach the platform; it is probed when it is set");

  @Override
  public String name() {
    return "openstreamingplatform";
  }

  @Override
  public List<String> groups() {
    return List.of("openstreamingplatform");
  }

  @Override
  public List<Variable<?>> variables() {
    return List.of(NAME);
  }

  @Override
  public List<Policy> remedies() {
    return List.of(
        Policy.on(OspRules.DOWN)
            .onlyAPerson(
                "its workers have no unit that is the same everywhere, and restarts end streams"),
        Policy.on(OspRules.COMPONENT_DOWN)
            .onlyAPerson("the component may be on another host than the one that asks"),
        Policy.on(OspRules.STREAMS_WITHOUT_PUBLISHER)
            .onlyAPerson(
                "the record is in the platform's database, where only its own pages change it"),
        Policy.on(OspRules.EDGE_DOWN)
            .onlyAPerson("somebody may have switched the edge off on purpose"));
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
    return role("openstreamingplatform")
        .watchedBy(exporter("openstreamingplatform"), exporter("rtmp"));
  }
}
