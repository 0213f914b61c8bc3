package org.bbbfleet.app.proof;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.bbbfleet.app.cli.JsonHttp;
import org.bbbfleet.core.error.ErrorCategory;
import org.bbbfleet.core.error.FleetException;
import org.bbbfleet.lab.bbb.BbbOptions;
import org.bbbfleet.lab.bbb.BbbSimulator;
import org.bbbfleet.lab.faults.Media;
import org.bbbfleet.lab.freeswitch.FreeSwitchOptions;
import org.bbbfleet.lab.freeswitch.FreeSwitchSimulator;
import org.bbbfleet.lab.freeswitch.Scenario;
import org.bbbfleet.lab.hosts.HostSpec;
import org.bbbfleet.lab.hosts.Image;
import org.bbbfleet.lab.hosts.Lab;
import org.bbbfleet.lab.hosts.LabHost;
import org.bbbfleet.lab.hosts.LabSpec;
import org.bbbfleet.lab.hosts.Ssh;
import org.bbbfleet.lab.packages.Command;

/**
 * One throw-away host that carries a whole fleet, provisioned by the built program. Alertmanager is
 * told to wait with its first notification for longer than the tests run, so that each test posts
 * the notifications itself and knows when they were taken.
 */
final class ProofFleet implements AutoCloseable {
  /** The host's name. */
  static final String HOST = "proof";

  private static final String SECRET = "proof-secret-of-the-simulated-api";
  private static final String PASSWORD = "proof-password";
  private static final Duration SHORT = Duration.ofSeconds(60);
  private static final Duration PROVISION = Duration.ofMinutes(5);
  private static final Duration PACE = Duration.ofMillis(100);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final long began = System.nanoTime();
  private final JsonHttp http = new JsonHttp(Duration.ofSeconds(5));
  private final Vertx vertx = Vertx.vertx();
  private final Path program;
  private final Path artifacts;
  private final Path directory;
  private final Lab lab;
  private final LabHost host;
  private final BbbSimulator bbb;
  private final FreeSwitchSimulator freeSwitch;

  private ProofFleet(Path program, Path directory) throws IOException {
    this.program = program;
    this.artifacts = target();
    this.directory = directory;
    this.lab = Lab.up(LabSpec.of(new HostSpec(HOST, Image.BOOKWORM_MEDIA)), this::say);
    try {
      this.host = lab.host(HOST);
      lab.furnishMedia(host);
      // Units that only live, as the lab's dummy does: each test has one of its own to kill.
      on(
          "cd /etc/systemd/system && cp dummy.service spare.service"
              + " && cp dummy.service freeswitch.service && systemctl daemon-reload"
              + " && systemctl -q enable --now spare.service freeswitch.service");
      this.bbb = await(BbbSimulator.start(vertx, BbbOptions.loopback(SECRET).at(lab.gateway(), 0)));
      this.freeSwitch =
          await(
              FreeSwitchSimulator.start(
                  vertx,
                  FreeSwitchOptions.loopback(PASSWORD).at(lab.gateway(), 0).in(Scenario.BUSY)));
      Files.writeString(inventory(), inventoryText());
    } catch (IOException | RuntimeException e) {
      lab.close();
      throw e;
    }
  }

  /** The built program, if somebody built it. */
  static Optional<Path> program() throws IOException {
    if (!Files.isDirectory(target())) {
      return Optional.empty();
    }
    try (Stream<Path> files = Files.walk(target(), 4)) {
      return files.filter(file -> file.endsWith("bin/fleet") && Files.isExecutable(file)).findAny();
    }
  }

  private static Path target() {
    return Path.of(System.getProperty("fleet.root"), "app", "target");
  }

  /** Brings the host up and provisions it. */
  static ProofFleet up(Path program, Path directory) throws IOException {
    ProofFleet fleet = new ProofFleet(program, directory);
    fleet.say("host up; provisioning it");
    Command.Output output = fleet.fleet("provision");
    if (!output.ok()) {
      fleet.close();
      throw new FleetException(ErrorCategory.REMOTE, "not provisioned:\n" + output.out());
    }
    fleet.say("provisioned");
    return fleet;
  }

  private Path inventory() {
    return directory.resolve("hosts.ini");
  }

  private String inventoryText() {
    return lab.inventory()
        + """

        [bbb]
        proof

        [livestream]
        proof

        [monitoring]
        proof

        [all:vars]
        serve_read=open
        prometheus_scrape_interval=2s
        prometheus_evaluation_interval=2s
        alerts_pending_factor=0.1
        alertmanager_group_wait=30m
        alertmanager_group_interval=30m
        bigbluebutton_units=['convert.service', 'dummy.service', 'spare.service', 'freeswitch.service']
        """
        + "agent_exporters={'bbb': {'url': '"
        + bbb.apiBase()
        + "', 'secret': '"
        + SECRET
        + "'}, 'freeswitch': {'host': '"
        + lab.gateway()
        + "', 'port': "
        + freeSwitch.port()
        + ", 'password': '"
        + PASSWORD
        + "'}, 'rtmp': {'url': '"
        + Media.STAT_URL
        + "'}}\n";
  }

  /** Runs the built program's command on the inventory, or for other commands as they are. */
  Command.Output fleet(String command, String... more) {
    List<String> line = new ArrayList<>(List.of(program.toString(), command));
    if (command.equals("provision")) {
      line.addAll(
          List.of("-i", inventory().toString(), "--known-hosts", lab.knownHosts().toString()));
    }
    line.addAll(List.of(more));
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    return Command.of(line)
        .with(
            Map.of(
                "FLEET_ARTIFACTS", artifacts.toString(),
                "FLEET_JAVA", java.toString(),
                "FLEET_SERVER", serve("/").toString(),
                "FLEET_TOKEN_FILE", secret("api.token").toString()))
        .within(PROVISION)
        .run();
  }

  /** A secret of the fleet, beside the inventory. */
  Path secret(String name) {
    return directory.resolve(".fleet").resolve(name);
  }

  BbbSimulator bbb() {
    return bbb;
  }

  FreeSwitchSimulator freeSwitch() {
    return freeSwitch;
  }

  /** Runs a command of sh on the host as root and insists on success; what it printed. */
  String on(String command) {
    return lab.on(host, command, SHORT).out().strip();
  }

  /** OpenSSH's client with the key that the service has. */
  List<String> healersSsh(String... options) {
    List<String> line =
        new ArrayList<>(new Ssh(secret("healer_ed25519"), lab.knownHosts()).line(host));
    line.addAll(1, List.of(options));
    return line;
  }

  /** An address of the service. */
  URI serve(String path) {
    return URI.create("http://" + host.address() + ":9780").resolve(path);
  }

  /** Reads JSON from one of the host's ports. */
  JsonNode get(int port, String path) {
    return http.get(URI.create("http://" + host.address() + ":" + port).resolve(path)).body();
  }

  /** The id of the newest event. */
  long lastEvent() {
    return events(0).stream().mapToLong(event -> event.path("id").asLong()).max().orElse(0);
  }

  /** What the service told after an event. */
  List<JsonNode> events(long after) {
    List<JsonNode> all = new ArrayList<>();
    get(9780, "/api/v1/events?after=" + after).path("events").forEach(all::add);
    return all;
  }

  /** How often the healer's script did something to a unit, by the host's own journal. */
  long restartsByTheHealer(String unit) {
    return on("journalctl -q -t fleet-heal -o cat")
        .lines()
        .filter(line -> line.equals("restarted " + unit) || line.equals("started " + unit))
        .count();
  }

  /** How often systemd started a unit, by the host's own journal. */
  long starts(String unit) {
    return on("journalctl -q -o cat -u " + unit)
        .lines()
        .filter(line -> line.startsWith("Started " + unit))
        .count();
  }

  /** The main process of a unit. */
  long mainPid(String unit) {
    return Long.parseLong(on("systemctl show -p MainPID --value " + unit));
  }

  /**
   * Waits until Alertmanager has an alert whose labels have these values; the notification that it
   * would send of it.
   */
  String notification(String alert, Map<String, String> labels) {
    JsonNode fires =
        await(
            alert + " " + labels + " to fire",
            Duration.ofSeconds(90),
            () ->
                StreamSupport.stream(get(9093, "/api/v2/alerts?active=true").spliterator(), false)
                    .filter(one -> one.path("labels").path("alertname").asText().equals(alert))
                    .filter(
                        one ->
                            labels.entrySet().stream()
                                .allMatch(
                                    e ->
                                        one.path("labels")
                                            .path(e.getKey())
                                            .asText()
                                            .equals(e.getValue())))
                    .findFirst());
    return notification("firing", fires);
  }

  /** A notification in the form of Alertmanager's webhook. */
  static String notification(String status, JsonNode alert) {
    try {
      Map<String, Object> one =
          Map.of(
              "status", status,
              "labels", alert.path("labels"),
              "annotations", alert.path("annotations"),
              "startsAt", alert.path("startsAt").asText(),
              "endsAt", alert.path("endsAt").asText(),
              "fingerprint", alert.path("fingerprint").asText());
      return JSON.writeValueAsString(
          Map.of("version", "4", "status", status, "receiver", "fleet", "alerts", List.of(one)));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Waits until there is something, looking again and again; nobody answering is not yet. */
  <T> T await(String what, Duration within, Supplier<Optional<T>> look) {
    say("waiting for " + what);
    long deadline = System.nanoTime() + within.toNanos();
    String last = "";
    while (System.nanoTime() < deadline) {
      try {
        Optional<T> found = look.get();
        if (found.isPresent()) {
          return found.get();
        }
      } catch (FleetException e) {
        if (e.category() != ErrorCategory.UNREACHABLE) {
          throw e;
        }
        last = "; " + e.getMessage();
      }
      LockSupport.parkNanos(PACE.toNanos());
    }
    List<String> told = events(0).stream().map(JsonNode::toString).toList();
    throw new AssertionError(
        "waited "
            + within.toSeconds()
            + " s in vain for "
            + what
            + last
            + "; events:\n"
            + String.join("\n", told.subList(Math.max(0, told.size() - 20), told.size())));
  }

  /** Waits until the service told such an event, after another one; that event. */
  JsonNode event(long after, String alert, String kind) {
    return await(
        alert + " to be " + kind,
        Duration.ofSeconds(120),
        () ->
            events(after).stream()
                .filter(event -> event.path("alert").asText().equals(alert))
                .filter(event -> event.path("kind").asText().equals(kind))
                .findFirst());
  }

  /** Waits for a simulator. */
  static <T> T await(Future<T> future) {
    try {
      return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException("a simulator failed", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** A line for whoever waits for the tests. */
  void say(String line) {
    System.out.printf("%6.1f s  %s%n", (System.nanoTime() - began) / 1e9, line);
  }

  @Override
  public void close() {
    lab.close();
    await(vertx.close());
    say("cleaned up");
  }
}
