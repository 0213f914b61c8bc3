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
import org.bbbfleet.alerts.routing.AlertmanagerConfig;
import org.bbbfleet.provisioning.role.Declaration;
import org.bbbfleet.provisioning.role.HostView;
import org.bbbfleet.provisioning.role.Role;
import org.bbbfleet.provisioning.role.Watched;
import org.bbbfleet.provisioning.role.serve.ServeRole;

/** Alertmanager from Debian, which tells the service of every alert. */
@AutoService(Role.class)
public final class AlertmanagerRole implements Role {
  private static final String SERVICE = "prometheus-alertmanager.service";
  private static final String TOKEN = "/etc/prometheus/fleet-webhook.token";

  @Override
  public String name() {
    return "alertmanager";
  }

  @Override
  public List<String> groups() {
    return List.of("alertmanager", "monitoring");
  }

  @Override
  public List<Watched.Job> jobs() {
    return List.of(job("alertmanager", 9093, "/-/ready"));
  }

  // The configuration comes before the package, so that its service starts with it; the token comes
  // after, because only the package brings the user that may read it. It is read at each call.
  @Override
  public Declaration on(HostView host) {
    URI webhook = ServeRole.webhook(host.fleet());
    String configuration =
        AlertmanagerConfig.render(
            webhook,
            TOKEN,
            host.duration("alertmanager_group_wait", Duration.ofSeconds(5)),
            host.duration("alertmanager_group_interval", Duration.ofMinutes(1)),
            host.duration("alertmanager_repeat_interval", Duration.ofMinutes(15)));
    return role("alertmanager")
        .needs(
            directory("/etc/prometheus"),
            file("/etc/prometheus/alertmanager.yml", configuration)
                .acceptedBy("amtool", "check-config", "{}")
                .then(reload(SERVICE)),
            packages("prometheus-alertmanager"),
            file(TOKEN, host.fleet().secrets().webhookToken().reveal() + "\n")
                .group("prometheus")
                .mode("0640")
                .secret(),
            unit(SERVICE))
        .watchedBy(Watched.unit(SERVICE));
  }
}
