package org.bbbfleet.exporters.pacemaker;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import java.io.InputStream;
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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The real crm_mon on a cluster's stored state, and a real corosync in a network of its own, whose
 * second node is missing or not.
 */
@Tag("system")
final class PacemakerSystemTest {
  @TempDir private Path directory;
  private Vertx vertx;
  private RealProcesses real;
  private List<String> environment;
  private Unpacked tools;

  @BeforeEach
  void start() throws Exception {
    vertx = Vertx.vertx();
    real = new RealProcesses(directory);
    tools =
        new DebianPackages(FleetCache.fromEnvironment(), System.out::println)
            .unpack(
                List.of(
                    new Wanted("pacemaker-cli-utils", "crm_mon's own output is parsed"),
                    new Wanted("corosync", "its tools' own output is parsed")));
    Path cib = directory.resolve("cib.xml");
    try (InputStream in = PacemakerSystemTest.class.getResourceAsStream("cib.xml")) {
      Files.copy(in, cib);
    }
    // Some of these packages' libraries lie where only the system's own search would find them.
    String libraries =
        tools.environment().getOrDefault("LD_LIBRARY_PATH", "")
            + ":"
            + tools.root().resolve("usr/lib");
    environment =
        List.of(
            "env",
            "CIB_file=" + cib,
            "LD_LIBRARY_PATH=" + libraries,
            "PATH=" + tools.root().resolve("usr/sbin") + ":/usr/sbin:/usr/bin:/sbin:/bin");
  }

  @AfterEach
  void stop() throws Exception {
    real.close();
    Await.result(vertx.close());
  }

  private Samples collect(List<String> runWith) {
    try (Collector collector =
        new PacemakerExporter()
            .open(
                Section.of("test", Map.of("run_with", runWith)),
                new CollectorContext(vertx, Clock.systemUTC(), Path.of("/")))) {
      Samples samples = Await.result(collector.collect());
      assertThat(PacemakerMetrics.all()).containsAll(samples.metrics());
      return samples;
    }
  }

  @Test
  void theClustersOwnToolIsUnderstoodAndItsAbsenceIsSeen() {
    Samples samples = collect(environment);
    assertThat(samples.value(PacemakerMetrics.UP)).isEqualTo(1);
    assertThat(samples.value(PacemakerMetrics.NODES, "n3", "member", "online")).isZero();
    assertThat(samples.value(PacemakerMetrics.FAIL_COUNT, "n1", "IP-rsc")).isEqualTo(3);
    List<String> nowhere = new ArrayList<>(environment);
    nowhere.add("CIB_file=" + directory.resolve("nowhere.xml"));
    assertThat(collect(nowhere).value(PacemakerMetrics.UP)).isZero();
    assertThat(collect(List.of("/nowhere/wrapper")).value(PacemakerMetrics.UP)).isZero();
  }

  @Test
  void corosyncHasTheQuorumOrNot() throws Exception {
    Path run = Files.createDirectories(directory.resolve("state"));
    Path alone = configuration(run, 1);
    Path half = configuration(run, 2);
    Process first = corosync(alone);
    RealProcesses.await(
        Duration.ofSeconds(30), "a cluster of one has it", () -> quorate(first) == 1);
    Samples samples = collect(inside(first));
    assertThat(samples.value(PacemakerMetrics.VOTES, "expected_votes")).isEqualTo(1);
    assertThat(samples.value(PacemakerMetrics.VOTES, "total_votes")).isEqualTo(1);
    assertThat(samples.series(PacemakerMetrics.MEMBER_VOTES)).hasSize(1);
    assertThat(samples.value(PacemakerMetrics.RING_ERRORS)).isZero();
    first.destroyForcibly();
    RealProcesses.await(
        Duration.ofSeconds(10),
        "it is down",
        () -> !first.isAlive() && collect(environment).value(PacemakerMetrics.COROSYNC_UP) == 0);

    Process second = corosync(half);
    RealProcesses.await(Duration.ofSeconds(30), "one of two has not", () -> quorate(second) == 0);
    assertThat(collect(inside(second)).value(PacemakerMetrics.RING_ERRORS)).isEqualTo(1);
  }

  private double quorate(Process corosync) {
    return collect(inside(corosync)).value(PacemakerMetrics.QUORATE);
  }

  /** Corosync speaks to its tools over sockets that are the network namespace's. */
  private List<String> inside(Process corosync) {
    List<String> line = new ArrayList<>(environment);
    line.addAll(List.of("nsenter", "-t", Long.toString(corosync.pid()), "-n", "-m"));
    return line;
  }

  private Process corosync(Path configuration) throws Exception {
    List<String> line = new ArrayList<>(environment);
    line.addAll(
        List.of(
            "unshare",
            "-n",
            "-m",
            "sh",
            "-c",
            // The mounts keep its pid file and shared memory away from this machine's.
            "ip link set lo up && mount -t tmpfs none /run && mount -t tmpfs none /dev/shm"
                + " && exec \"$0\" -f -c \"$1\"",
            tools.program("corosync").toString(),
            configuration.toString()));
    return real.start(line);
  }

  private Path configuration(Path run, int nodes) throws Exception {
    StringBuilder list = new StringBuilder();
    for (int i = 1; i <= nodes; i++) {
      list.append(
          " node {\n  ring0_addr: 127.0.0."
              + i
              + "\n  nodeid: "
              + i
              + "\n  name: n"
              + i
              + "\n }\n");
    }
    return Files.writeString(
        directory.resolve("corosync-" + nodes + ".conf"),
        "totem {\n version: 2\n cluster_name: c\n transport: udpu\n}\nquorum {\n provider:"
            + " corosync_votequorum\n}\nnodelist {\n"
            + list
            + "}\nsystem {\n state_dir: "
            + run
            + "\n}\nlogging {\n to_stderr: yes\n to_syslog: no\n}\n");
  }
}
