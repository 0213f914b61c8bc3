package org.bbbfleet.provisioning.role.agent;

import static org.bbbfleet.alerts.action.ActionCall.reprovision;
import static org.bbbfleet.alerts.action.ActionCall.restartUnit;
import static org.bbbfleet.alerts.action.ActionCall.startUnit;
import static org.bbbfleet.provisioning.resource.Resources.access;
import static org.bbbfleet.provisioning.resource.Resources.directory;
import static org.bbbfleet.provisioning.resource.Resources.distribution;
import static org.bbbfleet.provisioning.resource.Resources.reload;
import static org.bbbfleet.provisioning.resource.Resources.restart;
import static org.bbbfleet.provisioning.resource.Resources.unit;
import static org.bbbfleet.provisioning.resource.Resources.user;
import static org.bbbfleet.provisioning.role.Declaration.role;
import static org.bbbfleet.provisioning.role.Watched.job;

import com.google.auto.service.AutoService;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import org.bbbfleet.alerts.policy.Mode;
import org.bbbfleet.alerts.policy.Policy;
import org.bbbfleet.alerts.rules.agent.AgentRules;
import org.bbbfleet.alerts.rules.blackbox.BlackboxRules;
import org.bbbfleet.alerts.rules.units.UnitRules;
import org.bbbfleet.core.error.Problem;
import org.bbbfleet.exporters.Exporter;
import org.bbbfleet.provisioning.resource.Handler;
import org.bbbfleet.provisioning.resource.JavaHome;
import org.bbbfleet.provisioning.role.Artifacts;
import org.bbbfleet.provisioning.role.Declaration;
import org.bbbfleet.provisioning.role.HostView;
import org.bbbfleet.provisioning.role.Placement;
import org.bbbfleet.provisioning.role.Role;
import org.bbbfleet.provisioning.role.Variable;
import org.bbbfleet.provisioning.role.Watched;
import org.bbbfleet.provisioning.role.serve.ServeRole;

/** The agent: our program on the host, and what the host's roles want to be watched by. */
@AutoService(Role.class)
public final class AgentRole implements Role {
  /** The agent's {@code job}. */
  public static final String JOB = "agent";

  /** The exporter that watches systemd units. */
  public static final String UNITS = "units";

  /** Where the agent serves. */
  public static final int PORT = 9688;

  /** The user that the agent runs as; it may read, and owns nothing but its own small state. */
  public static final String USER = "bbb-fleet-agent";

  /** The agent's unit. */
  public static final String SERVICE = "bbb-fleet-agent.service";

  /** Where URL and secrets of what it watches are: readable by their own groups on real hosts. */
  private static final List<String> READS =
      List.of(
          "/etc/bigbluebutton/bbb-web.properties",
          "/usr/share/bbb-web/WEB-INF/classes/bigbluebutton.properties",
          "/opt/freeswitch/etc/freeswitch/autoload_configs/event_socket.conf.xml",
          "/etc/freeswitch/autoload_configs/event_socket.conf.xml");

  /** The last word on what the agent's exporters do. */
  static final Variable<Map<String, Object>> EXPORTERS =
      Variable.mapping(
          "agent_exporters",
          "an exporter's options, or `false` to switch it off; see"
              + " [exporters](exporters/README.md)");

  private static final Variable<List<String>> FILES =
      Variable.texts(
          "agent_reads", "files that the agent shall be able to read besides those that it knows");
  private static final Variable<List<String>> GROUPS =
      Variable.texts("agent_groups", "groups of users that the agent shall be in");
  private static final Variable<String> MEMORY_MAX =
      Variable.memory("agent_memory_max", "384M", "the most memory that the agent may take");

  @Override
  public String name() {
    return "agent";
  }

  @Override
  public List<String> groups() {
    return List.of("all");
  }

  @Override
  public List<Variable<?>> variables() {
    return List.of(EXPORTERS, FILES, GROUPS, MEMORY_MAX);
  }

  @Override
  public List<Problem> constraints(Placement placement) {
    return ExporterNames.problems(placement);
  }

  @Override
  public int order() {
    return 10;
  }

  @Override
  public List<Watched.Job> jobs() {
    return List.of(job(JOB, PORT, "/-/healthy"));
  }

  @Override
  public List<Policy> remedies() {
    return List.of(
        Policy.on(AgentRules.DOWN).first(restartUnit(SERVICE)).thenAPerson(),
        Policy.on(AgentRules.COLLECTOR_FAILING)
            .onlyAPerson("what it reads is missing or its options are wrong"),
        // Never a restart: with such a file the agent would not start, and the host be unwatched.
        Policy.on(AgentRules.CONFIG_FAULTY)
            .step(reprovision("agent"), Mode.PROPOSE, Duration.ofMinutes(2))
            .thenAPerson(),
        Policy.on(UnitRules.DEAD).first(startUnit()).thenAPerson(),
        Policy.on(BlackboxRules.FAILED)
            .onlyAPerson("the cause may be anywhere between here and there"),
        Policy.on(BlackboxRules.CERTIFICATE_ENDS)
            .onlyAPerson("why it was not renewed must be found first"));
  }

  @Override
  public Declaration on(HostView host) {
    Artifacts artifacts = host.fleet().artifacts();
    // Both of our programs run from the same files.
    List<Handler> programs =
        host.carries("serve")
            ? List.of(restart(SERVICE), restart(ServeRole.SERVICE))
            : List.of(restart(SERVICE));
    return role("agent")
        .needs(
            user(USER, "/var/lib/bbb-fleet-agent"),
            access(USER)
                .reads(READS)
                .reads(host.get(FILES))
                .inGroups(host.get(GROUPS))
                .then(restart(SERVICE)),
            directory("/etc/bbb-fleet"),
            directory("/opt/bbb-fleet"),
            directory("/opt/bbb-fleet/dist"),
            new JavaHome(
                "/opt/bbb-fleet/runtime",
                "/opt/bbb-fleet/runtimes",
                17,
                artifacts.runtimes(),
                programs),
            distribution(artifacts.distribution(), "/opt/bbb-fleet/dist", "/opt/bbb-fleet/current")
                .then(programs.toArray(new Handler[0])),
            AgentFile.on(host, this).then(reload(SERVICE)),
            host.template(
                    "/etc/systemd/system/" + SERVICE,
                    this,
                    "bbb-fleet-agent.service.j2",
                    Map.of("memory_max", host.get(MEMORY_MAX)))
                .then(restart(SERVICE)),
            unit(SERVICE));
  }

  /** The exporters that a host's variable {@code agent_exporters} switches off. */
  public static List<String> switchedOff(HostView host) {
    return host.carries("agent") ? AgentFile.switchedOff(host) : List.of();
  }

  /** How often each exporter collects on a host: at its own pace, or as the variable says. */
  public static Map<String, Duration> intervals(HostView host) {
    Map<String, Duration> intervals = new HashMap<>();
    ServiceLoader.load(Exporter.class).forEach(e -> intervals.put(e.name(), e.interval()));
    if (host.carries("agent")) {
      AgentFile.intervals(host).forEach(intervals::put);
    }
    return intervals;
  }
}
