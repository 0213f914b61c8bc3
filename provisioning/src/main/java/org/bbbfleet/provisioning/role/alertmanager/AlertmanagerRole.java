package org.bbbfleet.provisioning.role.alertmanager;

import static org.bbbfleet.provisioning.resource.Resources.directory;
import static org.bbbfleet.provisioning.resource.Resources.file;
import static org.bbbfleet.provisioning.resource.Resources.packages;
import static org.bbbfleet.provisioning.resource.Resources.reload;
import static org.bbbfleet.provisioning.resource.Resources.unit;
import static org.bbbfleet.provisioning.role.Declaration.role;
import static org.bbbfleet.provisioning.role.Watched.job;

import com.google.auto.service.AutoService;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.bbbfleet.alerts.routing.AlertmanagerConfig;
import org.bbbfleet.provisioning.facts.HostSize;
import org.bbbfleet.provisioning.resource.HostFile;
import org.bbbfleet.provisioning.role.Declaration;
import org.bbbfleet.provisioning.role.HostView;
import org.bbbfleet.provisioning.role.Placement;
import org.bbbfleet.provisioning.role.Role;
import org.bbbfleet.provisioning.role.Variable;
import org.bbbfleet.provisioning.role.Watched;
import org.bbbfleet.provisioning.role.serve.ServeRole;

/** Alertmanager from Debian, which tells the service of every alert. */
@AutoService(Role.class)
public final class AlertmanagerRole implements Role {
  private static final String SERVICE = "prometheus-alertmanager.service";
  private static final String TOKEN = "/etc/prometheus/fleet-webhook.token";
  private static final String PASSWORD = "/etc/prometheus/fleet-smtp.password";
  private static final String SLACK = "/etc/prometheus/fleet-slack.url";

  private static final Variable<Duration> GROUP_WAIT =
      Variable.duration(
          "alertmanager_group_wait", "5s", "how long the first alert of a group waits for others");
  private static final Variable<Duration> GROUP_INTERVAL =
      Variable.duration(
          "alertmanager_group_interval", "1m", "how long news of a group that was told wait");
  private static final Variable<Duration> REPEAT_INTERVAL =
      Variable.duration(
          "alertmanager_repeat_interval", "15m", "how often an alert that lasts is told again");

  @Override
  public String name() {
    return "alertmanager";
  }

  @Override
  public List<String> groups() {
    return List.of("alertmanager", "monitoring");
  }

  @Override
  public List<Variable<?>> variables() {
    return Stream.concat(
            Stream.<Variable<?>>of(GROUP_WAIT, GROUP_INTERVAL, REPEAT_INTERVAL),
            Called.variables().stream())
        .toList();
  }

  @Override
  public List<Watched.Job> jobs() {
    return List.of(job("alertmanager", 9093, "/-/ready"));
  }

  // The configuration comes before the package, so that its service starts with it; the token comes
  // after, because only the package brings the user that may read it. It is read at each call.
  @Override
  public Optional<HostSize> minimum(Placement placement) {
    return Optional.of(HostSize.of(1, 0.75, 8));
  }

  @Override
  public Declaration on(HostView host) {
    URI webhook = ServeRole.webhook(host.fleet());
    Called called = new Called(host);
    String configuration =
        AlertmanagerConfig.render(
            webhook,
            TOKEN,
            host.get(GROUP_WAIT),
            host.get(GROUP_INTERVAL),
            host.get(REPEAT_INTERVAL),
            called.people(PASSWORD, SLACK));
    return role("alertmanager")
        .needs(
            directory("/etc/prometheus"),
            file("/etc/prometheus/alertmanager.yml", configuration)
                .acceptedBy("amtool", "check-config", "{}")
                .then(reload(SERVICE)),
            packages("prometheus-alertmanager"),
            secret(TOKEN, host.fleet().secrets().webhookToken().reveal()))
        .needs(called.files(PASSWORD, SLACK, AlertmanagerRole::secret))
        .needs(unit(SERVICE))
        .watchedBy(Watched.unit(SERVICE));
  }

  private static HostFile secret(String path, String text) {
    return file(path, text + "\n").group("prometheus").mode("0640").secret();
  }
}
