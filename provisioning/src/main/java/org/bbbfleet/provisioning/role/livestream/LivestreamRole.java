package org.bbbfleet.provisioning.role.livestream;

import static org.bbbfleet.alerts.action.ActionCall.restartLivestreamWorker;
import static org.bbbfleet.alerts.action.ActionCall.stopLivestreamWorker;
import static org.bbbfleet.provisioning.resource.Resources.file;
import static org.bbbfleet.provisioning.resource.Resources.restart;
import static org.bbbfleet.provisioning.resource.Resources.unit;
import static org.bbbfleet.provisioning.role.Declaration.role;
import static org.bbbfleet.provisioning.role.Watched.exporter;

import com.google.auto.service.AutoService;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.bbbfleet.alerts.policy.Mode;
import org.bbbfleet.alerts.policy.Policy;
import org.bbbfleet.alerts.rules.livestream.LivestreamRules;
import org.bbbfleet.alerts.rules.rtmp.RtmpRules;
import org.bbbfleet.alerts.rules.rtmp.StreamRules;
import org.bbbfleet.exporters.docker.GateScript;
import org.bbbfleet.provisioning.resource.Resource;
import org.bbbfleet.provisioning.role.Declaration;
import org.bbbfleet.provisioning.role.HostView;
import org.bbbfleet.provisioning.role.Role;
import org.bbbfleet.provisioning.role.Variable;
import org.bbbfleet.provisioning.role.Watched;

/** Workers that send meetings as live streams, and the RTMP server that takes them. */
@AutoService(Role.class)
public final class LivestreamRole implements Role {
  /** The socket of the gate to Docker. */
  public static final String GATE = "bbb-fleet-docker.socket";

  private static final Variable<List<String>> WORKERS =
      Variable.texts(
          "livestream_workers",
          "livestream workers that must be there; they alone may be restarted then, else every"
              + " `bbb-livestream-*`");
  private static final Variable<List<String>> UNITS =
      Variable.units("livestream_units", "other units of livestreaming that must run");
  private static final Variable<Boolean> DOCKER =
      Variable.flag(
          "livestream_docker",
          "lets the agent ask Docker, through a gate, how workers in containers fare; see"
              + " [livestream](exporters/livestream.md)");

  @Override
  public String name() {
    return "livestream";
  }

  @Override
  public List<String> groups() {
    return List.of("livestream", "bbb_livestream", "bbbcsp");
  }

  @Override
  public List<Variable<?>> variables() {
    return List.of(WORKERS, UNITS, DOCKER);
  }

  @Override
  public List<Policy> remedies() {
    return List.of(
        Policy.on(LivestreamRules.STALLED)
            .step(restartLivestreamWorker(), Mode.AUTO, Duration.ofSeconds(90))
            .thenAPerson(),
        Policy.on(LivestreamRules.DEAD_PAGE)
            .step(restartLivestreamWorker(), Mode.AUTO, Duration.ofMinutes(4))
            .thenAPerson(),
        Policy.on(LivestreamRules.FAILED)
            .step(restartLivestreamWorker(), Mode.AUTO, Duration.ofMinutes(3))
            .thenAPerson(),
        Policy.on(LivestreamRules.NOT_STARTING)
            .step(restartLivestreamWorker(), Mode.AUTO, Duration.ofMinutes(3))
            .thenAPerson(),
        Policy.on(LivestreamRules.MEETING_OVER)
            .step(stopLivestreamWorker(), Mode.PROPOSE, Duration.ofSeconds(90))
            .thenAPerson(),
        Policy.on(LivestreamRules.RESTARTING)
            .onlyAPerson("it is started again as it is; one more restart changes nothing"),
        Policy.on(LivestreamRules.EXITED)
            .onlyAPerson(
                "whether its meeting still runs is not known; a worker for a meeting that is over"
                    + " must not be started"),
        Policy.on(RtmpRules.DOWN)
            .onlyAPerson("its configuration is probably wrong; UnitDead restarts nginx"),
        Policy.on(RtmpRules.PUBLISHER_STALLED)
            .onlyAPerson("which publisher to drop needs its name, which is a secret"),
        Policy.on(RtmpRules.SEVERAL_WORKERS)
            .onlyAPerson(
                "the cure is a restart with another configuration, which ends all streams"),
        Policy.on(RtmpRules.OLD_WORKERS)
            .onlyAPerson("ending the old worker ends streams that somebody watches"),
        Policy.on(RtmpRules.RESTARTS)
            .onlyAPerson("another restart is no cure for restarts; the cause is in the error log"),
        Policy.on(StreamRules.PUBLISHER_SILENT)
            .onlyAPerson(
                "its publisher may be anybody's; our own workers have alerts of their own"),
        Policy.on(StreamRules.PUBLISHER_RECONNECTS)
            .onlyAPerson("what comes and goes by itself is not mended by ending it once more"),
        Policy.on(StreamRules.OUT_OF_SYNC)
            .onlyAPerson("which worker publishes the stream can't be told from its hash"),
        Policy.on(StreamRules.PLAYERS_LOSE_PACKETS)
            .onlyAPerson("too little bandwidth is a matter of capacity, not of restarting"),
        Policy.on(StreamRules.PLAYERS_STALLED)
            .onlyAPerson("nginx closes such a connection by itself; what causes it is elsewhere"));
  }

  @Override
  public Declaration on(HostView host) {
    return role("livestream")
        .needs(asksDocker(host) ? dockerGate(host) : List.of())
        .watchedBy(livestream(host), exporter("rtmp"))
        .watchedBy(mendable(host))
        .watchedBy(host.get(UNITS).stream().map(Watched::unit).toArray(Watched[]::new));
  }

  /** Whether this role of the host brings the gate to Docker along. */
  public static boolean asksDocker(HostView host) {
    return host.carries("livestream") && host.get(DOCKER);
  }

  /** The gate through which the agent, which may never ask Docker itself, hears of containers. */
  public static List<Resource> dockerGate(HostView host) {
    Role owner = new LivestreamRole();
    return List.of(
        file(GateScript.PATH, GateScript.text()).mode("0755"),
        host.template(
            "/etc/systemd/system/bbb-fleet-docker@.service",
            owner,
            "bbb-fleet-docker@.service.j2",
            Map.of()),
        host.template("/etc/systemd/system/" + GATE, owner, "bbb-fleet-docker.socket.j2", Map.of())
            .then(restart(GATE)),
        unit(GATE));
  }

  private static Watched livestream(HostView host) {
    Map<String, Object> options = new TreeMap<>();
    List<String> workers = host.get(WORKERS);
    if (!workers.isEmpty()) {
      options.put("workers", workers);
    }
    return new Watched.ByExporter("livestream", options);
  }

  // A worker may end with its meeting, so that none of them is a unit that must run.
  private static Watched[] mendable(HostView host) {
    List<String> workers = host.get(WORKERS);
    return (workers.isEmpty() ? List.of("*") : workers)
        .stream()
            .map(worker -> Watched.mendable("bbb-livestream-" + worker + ".service"))
            .toArray(Watched[]::new);
  }
}
