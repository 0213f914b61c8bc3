package org.bbbfleet.alerts.rules.soffice;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.bbbfleet.alerts.rules.Rule;
import org.bbbfleet.alerts.rules.RuleFiles;
import org.bbbfleet.alerts.verify.Prometheus;
import org.bbbfleet.core.config.Section;
import org.bbbfleet.core.error.FleetException;
import org.bbbfleet.core.metrics.MeterRegistryMetrics;
import org.bbbfleet.exporters.CollectorContext;
import org.bbbfleet.exporters.agent.Agent;
import org.bbbfleet.exporters.agent.AgentConfig;
import org.bbbfleet.exporters.agent.AgentOptions;
import org.bbbfleet.lab.docker.PrivateDocker;
import org.bbbfleet.lab.faults.HungMount;
import org.bbbfleet.lab.packages.DebianPackages;
import org.bbbfleet.lab.packages.FleetCache;
import org.bbbfleet.lab.packages.Unpacked;
import org.bbbfleet.lab.packages.Wanted;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every rule of this system fires when the real thing breaks, and falls silent when it is mended:
 * real processes and containers, the real agent, the real Prometheus. Two agents look at the same
 * processes: one with so little patience that everything is stuck, one with all the patience.
 */
@Tag("system")
final class SofficeProofSystemTest {
  private static final Duration SOON = Duration.ofSeconds(60);
  private static final String IMAGE = "bbb-soffice";

  @TempDir Path directory;
  @TempDir Path dockerHome;
  private final Deque<Process> started = new ArrayDeque<>();
  private final Deque<AutoCloseable> open = new ArrayDeque<>();
  private final Vertx vertx = Vertx.vertx();
  private PrivateDocker docker;
  private Prometheus prometheus;

  @AfterEach
  void end() throws Exception {
    for (Process process : started) {
      end(process);
    }
    for (AutoCloseable one : open) {
      one.close();
    }
    assertThat(vertx.close().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS))
        .isNull();
  }

  @Test
  void everyRuleFiresWhenTheRealThingBreaksAndOnlyThen() throws Exception {
    DebianPackages packages = new DebianPackages(FleetCache.fromEnvironment(), System.out::println);
    docker = PrivateDocker.start(dockerHome, packages);
    open.push(docker);
    docker.makeImage(IMAGE);
    refresh();
    int hasty = agent(Map.of("stuck_after", "2s", "idle_after", "1s", "slots", 100));
    int patient =
        agent(
            Map.of(
                "stuck_after",
                "1h",
                "uninterruptible_after",
                "1s",
                "over_memory_mib",
                60,
                "slots",
                1));
    startPrometheus(packages, hasty, patient);
    await("both agents are measured", () -> count("soffice_conversions") == 2);
    assertThat(firing()).as("nothing is broken yet").isEmpty();

    Path soffice = program("/usr/bin/perl");
    Process deaf =
        start("sh", "-c", program("/bin/true", "true/soffice.bin") + " & exec sleep 600");
    Process stuck = start(soffice.toString(), "-e", "sleep 600");
    Process hog = start(soffice.toString(), "-e", "vec($x, 8e7, 8) = 1; sleep 600");
    HungMount mount = HungMount.at(Files.createDirectory(directory.resolve("mount")), "slides.odt");
    open.push(mount);
    Process waits =
        start(soffice.toString(), "-e", "open F, '<', '" + mount.file() + "'; <F>; sleep 600");
    Process client = container("1g", "sleep 600");
    // It lives long enough to be seen, as a document's conversion does.
    Process victim = container("80m", "sleep 3; vec($x, 2e8, 8) = 1; sleep 600");
    await("the container's process was killed", () -> !victim.isAlive());

    Set<String> all =
        new SofficeRules()
            .rules().stream().map(Rule::alert).collect(Collectors.toCollection(TreeSet::new));
    await("all alerts fire: " + all, () -> firing().equals(all));

    mount.close();
    open.remove(mount);
    docker.close();
    open.remove(docker);
    for (Process process : List.of(deaf, stuck, hog, waits, client)) {
      end(process);
    }
    // The kernel's kill stays in the rule's window for ten minutes.
    await("all but the kill is well", () -> firing().equals(Set.of("SofficeOomKilled")));
  }

  private Path program(String original) throws IOException {
    return program(original, "soffice.bin");
  }

  private Path program(String original, String name) throws IOException {
    Path copy = directory.resolve(name);
    Files.createDirectories(copy.getParent());
    return Files.copy(Path.of(original).toRealPath(), copy, StandardCopyOption.COPY_ATTRIBUTES);
  }

  private Process start(String... line) throws IOException {
    return start(List.of(line));
  }

  private Process start(List<String> line) throws IOException {
    Path log = directory.resolve("log-" + started.size());
    Process process =
        new ProcessBuilder(line).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    started.push(process);
    return process;
  }

  private Process container(String memory, String script) throws IOException {
    Path data = Files.createDirectories(directory.resolve("data-" + started.size()));
    Files.copy(
        directory.resolve("soffice.bin"),
        data.resolve("soffice.bin"),
        StandardCopyOption.COPY_ATTRIBUTES);
    List<String> words =
        new ArrayList<>(List.of("run", "--rm", "--memory=" + memory, "--memory-swap=" + memory));
    words.addAll(List.of("--network", "none", "-v", data + "/:/data/"));
    words.addAll(PrivateDocker.hostPrograms());
    words.addAll(List.of(IMAGE, "sh", "-c"));
    words.add("timeout 60s /data/soffice.bin -e '" + script + "'; exit $?");
    return start(docker.clientLine(words));
  }

  private int agent(Map<String, Object> soffice) throws Exception {
    Map<String, Object> config =
        Map.of(
            "listen",
            "127.0.0.1:0",
            "exporters",
            Map.of("soffice", with(soffice, "interval", "200ms")));
    AgentOptions options =
        AgentOptions.of(() -> AgentConfig.of(Section.of("test", config)))
            .withOnly(Set.of("soffice"));
    MeterRegistryMetrics meters = MeterRegistryMetrics.withJvm();
    Agent agent =
        Agent.start(options, meters, new CollectorContext(vertx, Clock.systemUTC(), view()))
            .toCompletionStage()
            .toCompletableFuture()
            .get(20, TimeUnit.SECONDS);
    open.push(meters);
    open.push(
        () -> agent.stop().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS));
    return agent.port();
  }

  private static Map<String, Object> with(Map<String, Object> map, String key, Object value) {
    Map<String, Object> more = new java.util.HashMap<>(map);
    more.put(key, value);
    return more;
  }

  private void startPrometheus(DebianPackages packages, int... agents) throws IOException {
    Unpacked programs =
        packages.unpack(List.of(new Wanted("prometheus", "it judges by the rules")));
    String rules =
        RuleFiles.render(
                List.of(new SofficeRules()), 0.001, URI.create("http://localhost/runbooks/"))
            .get("fleet-soffice.yml");
    Files.writeString(directory.resolve("rules.yml"), rules);
    StringBuilder config =
        new StringBuilder(
            "global: {scrape_interval: 1s, evaluation_interval: 1s}\n"
                + "rule_files: [rules.yml]\n"
                + "scrape_configs:\n- job_name: agent\n  static_configs:\n");
    for (int agent : agents) {
      config.append(
          "  - {targets: ['127.0.0.1:%d'], labels: {host: h%d}}\n".formatted(agent, agent));
    }
    Path file = Files.writeString(directory.resolve("prometheus.yml"), config);
    int port;
    try (ServerSocket socket = new ServerSocket(0)) {
      port = socket.getLocalPort();
    }
    start(
        programs.program("prometheus").toString(),
        "--config.file=" + file,
        "--storage.tsdb.path=" + directory.resolve("tsdb"),
        "--web.listen-address=127.0.0.1:" + port);
    prometheus =
        new Prometheus(vertx, URI.create("http://127.0.0.1:" + port), Duration.ofSeconds(5));
    open.push(prometheus);
  }

  private int count(String query) {
    try {
      return prometheus.query(query).size();
    } catch (FleetException e) {
      // Not up yet.
      return 0;
    }
  }

  private Set<String> firing() {
    return prometheus.query("ALERTS{alertstate=\"firing\"}").stream()
        .map(sample -> sample.labels().get("alertname"))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private Path view() {
    return directory.resolve("view");
  }

  /** Shows the agents this test's own processes: others run the same programs on this machine. */
  private void refresh() throws IOException {
    Path proc = Files.createDirectories(view().resolve("proc"));
    link(proc, "uptime", Path.of("/proc/uptime"));
    link(proc, "vmstat", Path.of("/proc/vmstat"));
    link(Files.createDirectories(view().resolve("sys/fs")), "cgroup", Path.of("/sys/fs/cgroup"));
    List<Long> pids = new ArrayList<>(docker.processes());
    for (Process process : started) {
      pids.add(process.pid());
      process.descendants().forEach(child -> pids.add(child.pid()));
    }
    for (long pid : pids) {
      link(proc, Long.toString(pid), Path.of("/proc/" + pid));
    }
  }

  private static void link(Path place, String name, Path target) throws IOException {
    if (!Files.exists(place.resolve(name), LinkOption.NOFOLLOW_LINKS)) {
      Files.createSymbolicLink(place.resolve(name), target);
    }
  }

  private static void end(Process process) throws Exception {
    List<ProcessHandle> below = process.descendants().toList();
    process.destroyForcibly();
    below.forEach(ProcessHandle::destroyForcibly);
    assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
  }

  @FunctionalInterface
  private interface Condition {
    boolean holds() throws Exception;
  }

  private void await(String what, Condition condition) throws Exception {
    CountDownLatch never = new CountDownLatch(1);
    long end = System.nanoTime() + SOON.toNanos();
    while (!condition.holds()) {
      refresh();
      assertThat(System.nanoTime()).as("not within %s: %s", SOON, what).isLessThan(end);
      assertThat(never.await(100, TimeUnit.MILLISECONDS)).isFalse();
    }
  }
}
