package org.bbbfleet.exporters.coturn;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.bbbfleet.core.config.Section;
import org.bbbfleet.core.metrics.Samples;
import org.bbbfleet.exporters.Collector;
import org.bbbfleet.exporters.CollectorContext;
import org.bbbfleet.exporters.proc.RealProcesses;
import org.bbbfleet.exporters.testing.Await;
import org.bbbfleet.lab.packages.DebianPackages;
import org.bbbfleet.lab.packages.FleetCache;
import org.bbbfleet.lab.packages.Unpacked;
import org.bbbfleet.lab.packages.Wanted;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Debian's own turnserver, and its own client that allocates relays. */
@Tag("system")
final class CoturnSystemTest {
  private static final Duration SOON = Duration.ofSeconds(40);

  @TempDir private Path directory;

  @Test
  void allocationsAreCountedWhileTheyLastAndAServerThatEndsIsDown() throws Exception {
    Unpacked tools =
        new DebianPackages(FleetCache.fromEnvironment(), System.out::println)
            .unpack(List.of(new Wanted("coturn", "its allocations are counted")));
    int port = freePort();
    Path config =
        Files.writeString(
            directory.resolve("turnserver.conf"),
            "listening-port=%d\nlistening-ip=127.0.0.1\nrelay-ip=127.0.0.1\nmin-port=52000\nmax-port=52099\n"
                    .formatted(port)
                + "user=u:p\nrealm=example.org\nlt-cred-mech\nno-tls\nno-dtls\nno-cli\nfingerprint\n"
                + "allow-loopback-peers\nno-stdout-log\nsyslog=false\nlog-file="
                + directory.resolve("turn.log")
                + "\nuserdb="
                + directory.resolve("turndb")
                + "\npidfile="
                + directory.resolve("turn.pid")
                + "\n");
    List<String> environment = new ArrayList<>(List.of("env"));
    tools.environment().forEach((name, value) -> environment.add(name + "=" + value));
    Vertx vertx = Vertx.vertx();
    RealProcesses real = new RealProcesses(directory);
    try (Collector collector = collector(vertx, real, config)) {
      assertThat(collect(collector).value(CoturnMetrics.UP)).isZero();
      Process server = start(real, environment, tools, "turnserver", "-c", config.toString());
      RealProcesses.await(
          SOON, "it listens", () -> fresh(vertx, real, config, CoturnMetrics.UP) == 1);
      assertThat(fresh(vertx, real, config, CoturnMetrics.ALLOCATIONS)).isZero();
      assertThat(fresh(vertx, real, config, CoturnMetrics.RELAY_PORTS)).isEqualTo(100);
      // Two clients of two allocations each talk to each other through the server, for a while.
      Process clients =
          start(
              real,
              environment,
              tools,
              "turnutils_uclient",
              "-u",
              "u",
              "-w",
              "p",
              "-p",
              Integer.toString(port),
              "-y",
              "-c",
              "-m",
              "4",
              "-n",
              "2000",
              "127.0.0.1");
      RealProcesses.await(
          SOON,
          "its allocations are seen",
          () -> fresh(vertx, real, config, CoturnMetrics.ALLOCATIONS) >= 4);
      clients.destroyForcibly();
      server.destroyForcibly();
      RealProcesses.await(
          SOON, "it is down", () -> fresh(vertx, real, config, CoturnMetrics.UP) == 0);
      assertThat(fresh(vertx, real, config, CoturnMetrics.ALLOCATIONS)).isNaN();
    } finally {
      real.close();
      Await.result(vertx.close());
    }
  }

  private static Process start(
      RealProcesses real, List<String> environment, Unpacked tools, String program, String... words)
      throws Exception {
    List<String> line = new ArrayList<>(environment);
    line.add(tools.program(program).toString());
    line.addAll(List.of(words));
    return real.start(line);
  }

  /** Others may run a turnserver here, so each look shows this test's processes only. */
  private static double fresh(
      Vertx vertx, RealProcesses real, Path config, org.bbbfleet.core.metrics.Metric metric)
      throws Exception {
    try (Collector collector = collector(vertx, real, config)) {
      return collect(collector).value(metric);
    }
  }

  private static Collector collector(Vertx vertx, RealProcesses real, Path config)
      throws Exception {
    Path root = real.root();
    Path copy = root.resolve("turnserver.conf");
    if (!Files.exists(copy)) {
      Files.copy(config, copy);
    }
    return new CoturnExporter()
        .open(
            Section.of("test", Map.of("config", "/turnserver.conf")),
            new CollectorContext(vertx, Clock.systemUTC(), root));
  }

  private static Samples collect(Collector collector) {
    Samples samples = Await.result(collector.collect());
    assertThat(CoturnMetrics.all()).containsAll(samples.metrics());
    return samples;
  }

  private static int freePort() throws Exception {
    try (DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
