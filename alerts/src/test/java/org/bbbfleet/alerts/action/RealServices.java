package org.bbbfleet.alerts.action;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.bbbfleet.alerts.FleetView;
import org.bbbfleet.core.inventory.Host;
import org.bbbfleet.lab.packages.DebianPackages;
import org.bbbfleet.lab.packages.FleetCache;
import org.bbbfleet.lab.packages.Unpacked;
import org.bbbfleet.lab.packages.Wanted;

/**
 * Debian's own programs, unpacked, run and broken by a test, and the healer's real script that acts
 * on them: on the host {@code db}, with the control host {@code mon} as its twin.
 */
final class RealServices implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Path directory;
  private final Unpacked programs;
  private final Deque<Process> running = new ArrayDeque<>();
  private final Map<String, String> environment = new TreeMap<>();
  private String control = "mon";
  private int calls;

  RealServices(Path directory, String... packages) throws IOException {
    this.directory = directory;
    this.programs =
        new DebianPackages(FleetCache.fromEnvironment(), System.out::println)
            .unpack(Arrays.stream(packages).map(n -> new Wanted(n, "it is healed")).toList());
    Files.writeString(directory.resolve("fleet-heal"), HealScript.text());
    environment.put("FLEET_HEAL_LISTS", directory.toString());
    environment.put("FLEET_HEAL_STOP", directory.resolve("STOP").toString());
  }

  /** One more variable of the script. */
  void with(String variable, Object value) {
    environment.put(variable, value.toString());
  }

  /** Nobody but the host itself can say what it sees. */
  void withoutControlHost() {
    control = "";
  }

  void withControlHost() {
    control = "mon";
  }

  /** What the host's list says. */
  void allow(String list, String... entries) throws IOException {
    Files.writeString(directory.resolve("heal." + list), String.join("\n", entries) + "\n");
  }

  Unpacked programs() {
    return programs;
  }

  Path file(String name) {
    return directory.resolve(name);
  }

  Path executable(String name, String text) throws IOException {
    Path file = Files.writeString(directory.resolve(name), text);
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  /** Takes an action as the healer does. */
  Report heal(String action, String... parameters) {
    return heal(HostActions.Effect.REAL, action, parameters);
  }

  /** Has it described. */
  Report dryRun(String action, String... parameters) {
    return heal(HostActions.Effect.DRY_RUN, action, parameters);
  }

  private Report heal(HostActions.Effect effect, String action, String... parameters) {
    return actions().run("db", bound(action, parameters), effect);
  }

  /** Puts back what it may have left half done. */
  Optional<Report> compensate(String action, String... parameters) {
    return actions().compensate("db", bound(action, parameters));
  }

  private HostActions actions() {
    return new HostActions(
        new TwoHosts(),
        new LocalForcedCommand(directory.resolve("fleet-heal"), environment),
        HostActions.Effect.REAL);
  }

  private static Catalogue.Bound bound(String action, String... parameters) {
    Map<String, String> values = new TreeMap<>();
    for (int i = 0; i < parameters.length; i += 2) {
      values.put(parameters[i], parameters[i + 1]);
    }
    return Catalogue.load().bind(new ActionCall(action, values), Map.of());
  }

  /** A port outside the range that the kernel gives to others. */
  static int port() {
    while (true) {
      int port = ThreadLocalRandom.current().nextInt(20_000, 32_000);
      try (ServerSocket socket = new ServerSocket()) {
        socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        return port;
      } catch (IOException e) {
        continue;
      }
    }
  }

  /** Starts a program that stays. */
  Process start(String... command) throws IOException {
    Path log = directory.resolve("daemon-" + running.size() + ".log");
    Process process = builder(List.of(command)).redirectOutput(log.toFile()).start();
    process.getOutputStream().close();
    running.push(process);
    return process;
  }

  /** Runs a program to its end; its output. */
  String run(String... command) {
    try {
      Path log = directory.resolve("call-" + calls++ + ".log");
      Process process = builder(List.of(command)).redirectOutput(log.toFile()).start();
      process.getOutputStream().close();
      if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new AssertionError("no end of " + List.of(command));
      }
      return Files.readString(log, StandardCharsets.UTF_8).strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  private ProcessBuilder builder(List<String> command) {
    ProcessBuilder builder =
        new ProcessBuilder(new ArrayList<>(command))
            .directory(directory.toFile())
            .redirectErrorStream(true);
    builder.environment().putAll(programs.environment());
    return builder;
  }

  static void await(String what, BooleanSupplier condition) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("waited too long: %s", what).isLessThan(end);
      LockSupport.parkNanos(20_000_000);
    }
  }

  /** Ends a program that was started here, as a power cut does. */
  static void kill(Process process) {
    try {
      process.destroyForcibly();
      assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  /** Ends it by a signal at which it takes its children along. */
  void quit(Process process) {
    run("kill", "-QUIT", Long.toString(process.pid()));
    try {
      assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() {
    running.forEach(RealServices::kill);
  }

  private final class TwoHosts implements FleetView {
    @Override
    public Optional<Host> host(String name) {
      return hosts().stream().filter(host -> host.name().equals(name)).findFirst();
    }

    @Override
    public List<Host> hosts() {
      return List.of(new Host("db", List.of(), Map.of()), new Host("mon", List.of(), Map.of()));
    }

    @Override
    public List<String> roles(String host) {
      return host.equals(control) ? List.of("serve") : List.of();
    }
  }
}
