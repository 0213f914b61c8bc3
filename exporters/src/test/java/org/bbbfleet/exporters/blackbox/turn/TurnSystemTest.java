package org.bbbfleet.exporters.blackbox.turn;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.bbbfleet.exporters.blackbox.BlackboxMetrics;
import org.bbbfleet.exporters.blackbox.Probe.Outcome;
import org.bbbfleet.exporters.blackbox.Probing;
import org.bbbfleet.exporters.proc.RealProcesses;
import org.bbbfleet.exporters.testing.Await;
import org.bbbfleet.lab.packages.DebianPackages;
import org.bbbfleet.lab.packages.FleetCache;
import org.bbbfleet.lab.packages.Unpacked;
import org.bbbfleet.lab.packages.Wanted;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real coturn with a shared secret is asked for a relay. */
@Tag("system")
final class TurnSystemTest {
  private static final List<Wanted> COTURN =
      List.of(new Wanted("coturn", "the TURN server that BigBlueButton's clients use"));

  private final Vertx vertx = Vertx.vertx();
  @TempDir private Path directory;
  private Process coturn;
  private int port;

  @BeforeEach
  void start() throws Exception {
    Unpacked unpacked = new DebianPackages(FleetCache.fromEnvironment(), line -> {}).unpack(COTURN);
    port = freePort();
    List<String> command = new ArrayList<>(List.of(unpacked.program("turnserver").toString()));
    command.addAll(
        List.of(
            "-n",
            "--use-auth-secret",
            "--static-auth-secret=north",
            "--realm=example.org",
            "--listening-ip=127.0.0.1",
            "--relay-ip=127.0.0.1",
            "--listening-port=" + port,
            "--tls-listening-port=" + freePort(),
            "--min-port=40000",
            "--max-port=40100",
            "--no-tls",
            "--no-dtls",
            "--no-cli",
            "--log-file=stdout",
            "--simple-log",
            "--userdb=" + directory.resolve("turndb"),
            "--pidfile=" + directory.resolve("pid")));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("coturn.log").toFile());
    for (Map.Entry<String, String> entry : unpacked.environment().entrySet()) {
      builder.environment().put(entry.getKey(), entry.getValue());
    }
    coturn = builder.start();
    RealProcesses.await(
        Duration.ofSeconds(20),
        "coturn answers",
        () -> {
          assertThat(coturn.isAlive()).as(log()).isTrue();
          try (Socket socket = new Socket("127.0.0.1", port)) {
            return socket.isConnected();
          } catch (IOException e) {
            return false;
          }
        });
  }

  @AfterEach
  void stop() throws Exception {
    coturn.destroyForcibly().waitFor();
    Await.result(vertx.close());
  }

  @Test
  void aRelayIsGrantedForTheRightSecretOnly() throws Exception {
    for (String transport : List.of("udp", "tcp")) {
      Outcome good = ask(transport, "north");
      assertThat(good.success()).as("%s: %s%n%s", transport, good.why(), log()).isTrue();
      assertThat(good.samples().value(BlackboxMetrics.TURN_LIFETIME)).isPositive();
      assertThat(good.samples().value(BlackboxMetrics.TURN_ERROR_CODE)).isZero();
      assertThat(good.samples().value(BlackboxMetrics.TURN_DURATION, "allocate")).isPositive();

      Outcome bad = ask(transport, "south");
      assertThat(bad.success()).as(transport).isFalse();
      assertThat(bad.samples().value(BlackboxMetrics.TURN_ERROR_CODE)).isEqualTo(401);
    }
    Outcome binding = Probing.ask(vertx, new TurnProber(), "", "stun:127.0.0.1:" + port);
    assertThat(binding.success()).as(binding.why()).isTrue();
  }

  @Test
  void aStoppedServerFailsByTheDeadline() throws Exception {
    RealProcesses.signal(coturn.pid(), "STOP");
    Outcome stopped = ask("udp", "north", Duration.ofMillis(1500));
    assertThat(stopped.why()).isEqualTo("no end by the deadline");
  }

  private Outcome ask(String transport, String secret) throws IOException {
    return ask(transport, secret, Probing.ENOUGH);
  }

  private Outcome ask(String transport, String secret, Duration deadline) throws IOException {
    Path targets =
        Files.writeString(
            directory.resolve("targets.yaml"),
            "turn: {here: {url: 'turn:127.0.0.1:%d?transport=%s', secret: %s}}"
                .formatted(port, transport, secret));
    Files.setPosixFilePermissions(targets, PosixFilePermissions.fromString("rw-------"));
    return Probing.ask(vertx, new TurnProber(), "targets: " + targets, "here", deadline);
  }

  private String log() throws IOException {
    return Files.readString(directory.resolve("coturn.log"));
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}
