package org.bbbfleet.app.proof;

import com.fasterxml.jackson.databind.JsonNode;
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
import org.bbbfleet.lab.hosts.HostSpec;
import org.bbbfleet.lab.hosts.Lab;
import org.bbbfleet.lab.hosts.LabHost;
import org.bbbfleet.lab.hosts.LabSpec;
import org.bbbfleet.lab.hosts.Ssh;
import org.bbbfleet.lab.packages.Command;

/**
 * Throw-away hosts that carry a fleet, provisioned by the built program, and what a test wants of
 * them: the program's commands, the hosts' shells, the service's events, Prometheus' and
 * Alertmanager's answers.
 */
class LiveFleet implements AutoCloseable {
  private static final Duration SHORT = Duration.ofSeconds(60);
  private static final Duration PROVISION = Duration.ofMinutes(8);
  private static final Duration PACE = Duration.ofMillis(100);

  private final long began = System.nanoTime();
  private final JsonHttp http = new JsonHttp(Duration.ofSeconds(5));
  private final Vertx vertx = Vertx.vertx();
  private final Path program;
  private final Path directory;
  private final String monitor;
  private final Lab lab;

  /**
   * Brings the hosts up.
   *
   * @param monitor the one that will carry Prometheus, Alertmanager and the service
   */
  LiveFleet(Path program, Path directory, String monitor, HostSpec... hosts) {
    this.program = program;
    this.directory = directory;
    this.monitor = monitor;
    this.lab = Lab.up(LabSpec.of(hosts), this::say);
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

  /** Where the build's products are. */
  static Path target() {
    return Path.of(System.getProperty("fleet.root"), "app", "target");
  }

  final Lab lab() {
    return lab;
  }

  final Vertx vertx() {
    return vertx;
  }

  /** The inventory's directory. */
  final Path directory() {
    return directory;
  }

  final Path inventory() {
    return directory.resolve("hosts.ini");
  }

  /** Provisions the fleet, and insists on success. */
  final void provision() {
    say("provisioning");
    Command.Output output = fleet("provision");
    if (!output.ok()) {
      throw new FleetException(
          ErrorCategory.REMOTE, "not provisioned:\n" + output.out() + output.err());
    }
    say("provisioned");
  }

  /** Runs the built program's command on the inventory, or for other commands as they are. */
  final Command.Output fleet(String command, String... more) {
    return Command.of(commandLine(command, more)).with(environment()).within(PROVISION).run();
  }

  /** The words of such a command. */
  final List<String> commandLine(String command, String... more) {
    List<String> line = new ArrayList<>(List.of(program.toString(), command));
    if (command.equals("provision")) {
      line.addAll(
          List.of("-i", inventory().toString(), "--known-hosts", lab.knownHosts().toString()));
    }
    line.addAll(List.of(more));
    return line;
  }

  /** What such a command is told by its environment. */
  final Map<String, String> environment() {
    return Map.of(
        "FLEET_ARTIFACTS",
        target().toString(),
        "FLEET_JAVA",
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "FLEET_SERVER",
        serve("/").toString(),
        "FLEET_TOKEN_FILE",
        secret("api.token").toString());
  }

  /** A secret of the fleet, beside the inventory. */
  final Path secret(String name) {
    return directory.resolve(".fleet").resolve(name);
  }

  final LabHost host(String name) {
    return lab.host(name);
  }

  /** Runs a command of sh on a host as root and insists on success; what it printed. */
  final String on(String host, String command) {
    return lab.on(host(host), command, SHORT).out().strip();
  }

  /** OpenSSH's client with the key that the service has. */
  final List<String> healersKey(String host, String... options) {
    List<String> line =
        new ArrayList<>(new Ssh(secret("healer_ed25519"), lab.knownHosts()).line(host(host)));
    line.addAll(1, List.of(options));
    return line;
  }

  /** An address of the service. */
  final URI serve(String path) {
    return URI.create("http://" + host(monitor).address() + ":9780").resolve(path);
  }

  /** Reads JSON from one of the monitor's ports. */
  final JsonNode get(int port, String path) {
    return http.get(URI.create("http://" + host(monitor).address() + ":" + port).resolve(path))
        .body();
  }

  /** The id of the newest event. */
  final long lastEvent() {
    return events(0).stream().mapToLong(event -> event.path("id").asLong()).max().orElse(0);
  }

  /** What the service told after an event. */
  final List<JsonNode> events(long after) {
    List<JsonNode> all = new ArrayList<>();
    get(9780, "/api/v1/events?after=" + after).path("events").forEach(all::add);
    return all;
  }

  /** An alert that Alertmanager has, whose labels have these values. */
  final Optional<JsonNode> alert(String alert, Map<String, String> labels) {
    return StreamSupport.stream(get(9093, "/api/v2/alerts?active=true").spliterator(), false)
        .filter(one -> one.path("labels").path("alertname").asText().equals(alert))
        .filter(
            one ->
                labels.entrySet().stream()
                    .allMatch(
                        e -> one.path("labels").path(e.getKey()).asText().equals(e.getValue())))
        .findFirst();
  }

  /** Waits until there is something, looking again and again; nobody answering is not yet. */
  final <T> T await(String what, Duration within, Supplier<Optional<T>> look) {
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

  /** Waits until Prometheus and Alertmanager no longer have an alert of a host. */
  final void gone(String alert, String host) {
    await(
        alert + " of " + host + " to be over",
        Duration.ofMinutes(3),
        () -> {
          boolean there =
              alert(alert, Map.of("host", host)).isPresent()
                  || StreamSupport.stream(
                          get(9090, "/api/v1/alerts").path("data").path("alerts").spliterator(),
                          false)
                      .map(one -> one.path("labels"))
                      .anyMatch(
                          labels ->
                              labels.path("alertname").asText().equals(alert)
                                  && labels.path("host").asText().equals(host));
          return there ? Optional.empty() : Optional.of(alert);
        });
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
  final void say(String line) {
    System.out.printf("%6.1f s  %s%n", (System.nanoTime() - began) / 1e9, line);
  }

  @Override
  public void close() {
    lab.close();
    await(vertx.close());
    say("cleaned up");
  }
}
