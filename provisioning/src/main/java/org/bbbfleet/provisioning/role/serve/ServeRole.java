package org.bbbfleet.provisioning.role.serve;

import static org.bbbfleet.provisioning.resource.Resources.directory;
import static org.bbbfleet.provisioning.resource.Resources.file;
import static org.bbbfleet.provisioning.resource.Resources.restart;
import static org.bbbfleet.provisioning.resource.Resources.unit;
import static org.bbbfleet.provisioning.resource.Resources.user;
import static org.bbbfleet.provisioning.role.Declaration.role;
import static org.bbbfleet.provisioning.role.Watched.job;

import com.google.auto.service.AutoService;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.bbbfleet.alerts.action.HealScript;
import org.bbbfleet.core.error.Problem;
import org.bbbfleet.core.error.ProblemsException;
import org.bbbfleet.core.inventory.Host;
import org.bbbfleet.provisioning.resource.HostFile;
import org.bbbfleet.provisioning.role.Addresses;
import org.bbbfleet.provisioning.role.Declaration;
import org.bbbfleet.provisioning.role.Fleet;
import org.bbbfleet.provisioning.role.FleetSecrets;
import org.bbbfleet.provisioning.role.HostView;
import org.bbbfleet.provisioning.role.Placement;
import org.bbbfleet.provisioning.role.Role;
import org.bbbfleet.provisioning.role.Variable;
import org.bbbfleet.provisioning.role.Watched;
import org.bbbfleet.provisioning.role.alertmanager.Called;

/** The service: takes alerts, heals, shows the console. */
@AutoService(Role.class)
public final class ServeRole implements Role {
  /** Where the service listens. */
  public static final int PORT = 9780;

  /** The service's unit. */
  public static final String SERVICE = "bbb-fleet-serve.service";

  /** The user that the service runs as: not the agent's, so that neither may read the other's. */
  public static final String USER = "bbb-fleet";

  private static final String ETC = "/etc/bbb-fleet/";

  private static final Variable<String> MEMORY_MAX =
      Variable.memory("serve_memory_max", "768M", "the most memory that the service may take");
  private static final Variable<Boolean> DRY_RUN =
      Variable.flag("healer_dry_run", "everything happens but the actions");
  private static final Variable<String> READ =
      Variable.choice(
          "serve_read",
          List.of("token", "open"),
          "who may read the console and the API: whoever has a token, or whoever reaches the port");

  @Override
  public String name() {
    return "serve";
  }

  @Override
  public List<String> groups() {
    return List.of("fleet", "monitoring");
  }

  @Override
  public int order() {
    return 60;
  }

  @Override
  public List<Variable<?>> variables() {
    return Stream.of(
            List.of(DRY_RUN, MEMORY_MAX, READ), MayProvision.variables(), Called.variables())
        .<Variable<?>>flatMap(List::stream)
        .toList();
  }

  @Override
  public List<Problem> constraints(Placement placement) {
    return Stream.concat(
            Called.problems(placement).stream(), MayProvision.problems(placement).stream())
        .toList();
  }

  @Override
  public List<Problem> problems(Fleet fleet) {
    try {
      if (!fleet.policies().isEmpty()) {
        FleetFile.of(fleet).book();
      }
      return List.of();
    } catch (ProblemsException e) {
      return e.problems();
    }
  }

  @Override
  public List<Watched.Job> jobs() {
    return List.of(job("serve", PORT, "/-/healthy"));
  }

  @Override
  public Declaration on(HostView host) {
    Fleet fleet = host.fleet();
    FleetSecrets secrets = fleet.secrets();
    Called called = new Called(host);
    return role("serve")
        .needs(
            user(USER, "/var/lib/bbb-fleet"),
            // Sticky, so that the service may not replace what root keeps there.
            directory("/var/lib/bbb-fleet").group(USER).mode("1770"),
            file(ETC + "fleet.json", FleetFile.write(fleet)).then(restart(SERVICE)),
            file(ETC + "known_hosts", knownHosts(fleet)).then(restart(SERVICE)),
            secret("healer_ed25519", secrets.healerPrivateKey().reveal()),
            secret("webhook.token", secrets.webhookToken().reveal() + "\n"),
            secret("api.token", secrets.apiToken().reveal() + "\n"),
            secret("tokens.yaml", secrets.namedTokens()))
        .needs(
            called.files("smtp.password", "slack.url", (name, text) -> secret(name, text + "\n")))
        .needs(
            host.template(ETC + "serve.yaml", this, "serve.yaml.j2", configuration(host))
                .group(USER)
                .mode("0640")
                .then(restart(SERVICE)),
            host.template(
                    "/etc/systemd/system/" + SERVICE,
                    this,
                    "bbb-fleet-serve.service.j2",
                    Map.of("memory_max", host.get(MEMORY_MAX)))
                .then(restart(SERVICE)),
            unit(SERVICE))
        .watchedBy(Watched.unit(SERVICE));
  }

  /** Where Alertmanager sends notifications. */
  public static URI webhook(Fleet fleet) {
    return base(fleet).resolve("api/v1/alertmanager");
  }

  /** Where the runbooks of all alerts are. */
  public static URI runbooks(Fleet fleet) {
    return base(fleet).resolve("runbooks/");
  }

  /** Where the service answers: its address and port, of its first host. */
  public static String address(Fleet fleet) {
    List<Host> hosts = fleet.hostsOf("serve");
    return hosts.isEmpty() ? "127.0.0.1:" + PORT : Addresses.of(hosts.get(0), PORT);
  }

  private static URI base(Fleet fleet) {
    return URI.create("http://" + address(fleet) + "/");
  }

  // The service reads them as its own user, so their owner is root and their group is its.
  private static HostFile secret(String name, String content) {
    return file(ETC + name, content).group(USER).mode("0640").secret().then(restart(SERVICE));
  }

  private static Map<String, Object> configuration(HostView host) {
    Map<String, Object> values = new TreeMap<>();
    List<Host> prometheus = host.fleet().hostsOf("prometheus");
    Host nearest =
        prometheus.contains(host.host()) || prometheus.isEmpty() ? host.host() : prometheus.get(0);
    values.put(
        "prometheus",
        "http://" + (nearest.equals(host.host()) ? "127.0.0.1:9090" : Addresses.of(nearest, 9090)));
    values.put(
        "alertmanager_calls",
        host.fleet().hostsOf("alertmanager").stream().anyMatch(Called::reaches));
    values.put("heal_script", HealScript.PATH);
    values.put("dry_run", host.get(DRY_RUN));
    values.put("base", base(host.fleet()).toString());
    values.put(
        "alertmanagers",
        host.fleet().hostsOf("alertmanager").stream()
            .map(
                there ->
                    "http://"
                        + (there.equals(host.host())
                            ? "127.0.0.1:9093"
                            : Addresses.of(there, 9093)))
            .toList());
    values.put("channels", new Called(host).lines(ETC + "smtp.password", ETC + "slack.url"));
    values.put("read", host.get(READ));
    values.put("provision", MayProvision.section(host));
    return values;
  }

  private static String knownHosts(Fleet fleet) {
    StringBuilder lines = new StringBuilder("# Written by BBB Fleet; changes here do not last.\n");
    for (Host there : fleet.inventory().hosts()) {
      fleet.hostKeys().of(there).forEach(line -> lines.append(line).append('\n'));
    }
    return lines.toString();
  }
}
