package org.bbbfleet.provisioning.role.docker;

import static org.bbbfleet.alerts.action.ActionCall.restartContainer;
import static org.bbbfleet.provisioning.role.Declaration.role;
import static org.bbbfleet.provisioning.role.Watched.exporter;

import com.google.auto.service.AutoService;
import java.time.Duration;
import java.util.List;
import org.bbbfleet.alerts.policy.Mode;
import org.bbbfleet.alerts.policy.Policy;
import org.bbbfleet.alerts.rules.docker.DockerRules;
import org.bbbfleet.provisioning.role.Declaration;
import org.bbbfleet.provisioning.role.HostView;
import org.bbbfleet.provisioning.role.Role;
import org.bbbfleet.provisioning.role.Watched;
import org.bbbfleet.provisioning.role.livestream.LivestreamRole;

/** A Docker that somebody installed: watched through a gate, not provisioned. */
@AutoService(Role.class)
public final class DockerRole implements Role {

  @Override
  public String name() {
    return "docker";
  }

  @Override
  public List<String> groups() {
    return List.of("docker");
  }

  @Override
  public List<Policy> remedies() {
    return List.of(
        Policy.on(DockerRules.DOWN)
            .onlyAPerson("restarting Docker may end every container, meetings' streams among them"),
        Policy.on(DockerRules.RESTARTS)
            .onlyAPerson("Docker restarts it already; only its log says what is wrong"),
        // It may be a job that is over: only what the host lists is restarted.
        Policy.on(DockerRules.FAILED)
            .step(restartContainer(), Mode.AUTO, Duration.ofMinutes(1))
            .thenAPerson());
  }

  @Override
  public Declaration on(HostView host) {
    return role("docker")
        .needs(LivestreamRole.asksDocker(host) ? List.of() : LivestreamRole.dockerGate(host))
        .watchedBy(exporter("docker"), Watched.unit(LivestreamRole.GATE));
  }
}
