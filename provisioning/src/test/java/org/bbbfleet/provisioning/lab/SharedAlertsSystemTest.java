package org.bbbfleet.provisioning.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.bbbfleet.alerts.action.Catalogue;
import org.bbbfleet.alerts.policy.Mode;
import org.bbbfleet.alerts.policy.Policy;
import org.bbbfleet.alerts.policy.Step;
import org.bbbfleet.alerts.rules.RuleFiles;
import org.bbbfleet.alerts.rules.haproxy.HaproxyRules;
import org.bbbfleet.alerts.rules.postgres.PostgresRules;
import org.bbbfleet.alerts.rules.redis.RedisRules;
import org.bbbfleet.alerts.verify.Prometheus;
import org.bbbfleet.core.config.Section;
import org.bbbfleet.core.error.FleetException;
import org.bbbfleet.core.metrics.MeterRegistryMetrics;
import org.bbbfleet.exporters.CollectorContext;
import org.bbbfleet.exporters.agent.Agent;
import org.bbbfleet.exporters.agent.AgentConfig;
import org.bbbfleet.exporters.agent.AgentOptions;
import org.bbbfleet.lab.packages.DebianPackages;
import org.bbbfleet.lab.packages.FleetCache;
import org.bbbfleet.lab.packages.Unpacked;
import org.bbbfleet.lab.packages.Wanted;
import org.bbbfleet.lab.shared.HaproxyPair;
import org.bbbfleet.lab.shared.PostgresPair;
import org.bbbfleet.lab.shared.RedisPair;
import org.bbbfleet.provisioning.Remedies;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * From the real thing that breaks to the action that is proposed: Debian's HAProxy, Redis with
 * Sentinel and PostgreSQL, our agent, Debian's Prometheus with our rules, and the policies that
 * ship.
 */
@Tag("system")
@Tag("long")
final class SharedAlertsSystemTest {
  private static final Duration SOON = Duration.ofSeconds(60);

  @TempDir Path directory;
  private final Vertx vertx = Vertx.vertx();
  private final Deque<AutoCloseable> open = new ArrayDeque<>();
  private Prometheus prometheus;

  @AfterEach
  void end() throws Exception {
    while (!open.isEmpty()) {
      open.pop().close();
    }
    vertx.close().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
  }

  @Test
  void whatBreaksOrdersTheActionThatMendsIt() throws Exception {
    HaproxyPair haproxy = opened(HaproxyPair.in(directory.resolve("h")));
    RedisPair redis = opened(RedisPair.in(directory.resolve("r")));
    PostgresPair postgres = opened(PostgresPair.in(directory.resolve("p")));
    startPrometheus(agent(haproxy, redis, postgres));
    await(
        "everything is measured and well",
        () ->
            value("haproxy_server_up{server=\"a\"} == 1")
                && value("redis_writable == 1")
                && value("redis_sentinel_master_local{master_name=\"demo\"} == 1")
                && value("pg_wal_receiver_streaming == 1"));
    // Of these, one name of two lacks its second Sentinel from the start.
    assertThat(firing("HaproxyServerFailing|RedisMaster.*|Postgres.*")).isEmpty();

    haproxy.breakServerA();
    redis.breakDisk();
    postgres.endPrimary();
    String all = "HaproxyServerFailing|RedisMasterRefusesWrites|PostgresPrimaryDown";
    await(
        "all alerts fire",
        () -> {
          haproxy.ask(20);
          return firing(all).size() == 4;
        });

    assertThat(proposed(HaproxyRules.SERVER_FAILING.alert()))
        .containsExactly("haproxy-server-out web a");
    assertThat(proposed(RedisRules.MASTER_REFUSES.alert()))
        .containsExactlyInAnyOrder("redis-failover demo", "redis-failover strict");
    assertThat(proposed(PostgresRules.PRIMARY_DOWN.alert()))
        .containsExactly("postgres-failover 15-standby");
    assertThat(firing("RedisRefusesWrites|PostgresReplicationStopped")).isEmpty();

    assertThat(haproxy.admin("set server web/a state drain")).isEmpty();
    await("it is out for long", () -> !firing("HaproxyServerDrained").isEmpty());
    assertThat(proposed(HaproxyRules.SERVER_DRAINED.alert()))
        .containsExactly("haproxy-server-in web a");
  }

  /** The first step that the shipped policy takes for each alert that fires, with its values. */
  private List<String> proposed(String alert) {
    Policy policy =
        Remedies.policies().stream()
            .filter(one -> one.rule().alert().equals(alert))
            .findFirst()
            .orElseThrow();
    Step first = policy.steps().get(0);
    assertThat(first.mode()).as(alert).isEqualTo(Mode.PROPOSE);
    Catalogue catalogue = Catalogue.load();
    return firing(alert).stream()
        .map(labels -> catalogue.bind(first.call(), labels).toString())
        .toList();
  }

  private int agent(HaproxyPair haproxy, RedisPair redis, PostgresPair postgres) throws Exception {
    Map<String, Object> clusters =
        Map.of(
            "15-primary",
                Map.of("host", postgres.sockets().toString(), "port", postgres.primaryPort()),
            "15-standby",
                Map.of("host", postgres.sockets().toString(), "port", postgres.standbyPort()));
    Map<String, Object> exporters =
        Map.of(
            "haproxy",
            often(Map.of("config", haproxy.config().toString())),
            "redis",
            often(
                Map.of(
                    "url",
                    "redis://127.0.0.1:" + redis.masterPort(),
                    "password",
                    RedisPair.PASSWORD,
                    "sentinel",
                    "redis://127.0.0.1:" + redis.sentinelPort(),
                    "sentinel_password",
                    RedisPair.SENTINEL_PASSWORD)),
            "postgres",
            often(
                Map.of(
                    "clusters",
                    clusters,
                    "user",
                    "fleet",
                    "psql",
                    postgres.client("psql"),
                    "pg_isready",
                    postgres.client("pg_isready"))));
    Map<String, Object> config = Map.of("listen", "127.0.0.1:0", "exporters", exporters);
    AgentOptions options =
        AgentOptions.of(() -> AgentConfig.of(Section.of("test", config)))
            .withOnly(Set.of("haproxy", "redis", "postgres"));
    MeterRegistryMetrics meters = opened(MeterRegistryMetrics.withJvm());
    Agent agent =
        Agent.start(options, meters, new CollectorContext(vertx, Clock.systemUTC(), Path.of("/")))
            .toCompletionStage()
            .toCompletableFuture()
            .get(20, TimeUnit.SECONDS);
    open.push(
        () -> agent.stop().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS));
    return agent.port();
  }

  private static Map<String, Object> often(Map<String, Object> options) {
    Map<String, Object> more = new HashMap<>(options);
    more.put("interval", "300ms");
    return more;
  }

  private void startPrometheus(int agent) throws IOException {
    Unpacked programs =
        new DebianPackages(FleetCache.fromEnvironment(), System.out::println)
            .unpack(List.of(new Wanted("prometheus", "it judges by the rules")));
    Map<String, String> rules =
        RuleFiles.render(
            List.of(new HaproxyRules(), new RedisRules(), new PostgresRules()),
            0.001,
            URI.create("http://localhost/runbooks/"));
    for (Map.Entry<String, String> file : rules.entrySet()) {
      Files.writeString(directory.resolve(file.getKey()), file.getValue());
    }
    Path config =
        Files.writeString(
            directory.resolve("prometheus.yml"),
            """
            global: {scrape_interval: 500ms, evaluation_interval: 500ms}
            rule_files: ['fleet-*.yml']
            scrape_configs:
            - job_name: agent
              static_configs: [{targets: ['127.0.0.1:%d'], labels: {host: shared-1}}]
            """
                .formatted(agent));
    int port;
    try (ServerSocket socket = new ServerSocket(0)) {
      port = socket.getLocalPort();
    }
    ProcessBuilder builder =
        new ProcessBuilder(
                programs.program("prometheus").toString(),
                "--config.file=" + config,
                "--storage.tsdb.path=" + directory.resolve("tsdb"),
                "--web.listen-address=127.0.0.1:" + port)
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("prometheus.log").toFile());
    builder.environment().putAll(programs.environment());
    Process process = builder.start();
    open.push(() -> process.destroyForcibly().waitFor(20, TimeUnit.SECONDS));
    prometheus =
        opened(
            new Prometheus(vertx, URI.create("http://127.0.0.1:" + port), Duration.ofSeconds(5)));
  }

  private <T extends AutoCloseable> T opened(T one) {
    open.push(one);
    return one;
  }

  private boolean value(String promql) {
    try {
      return !prometheus.query(promql).isEmpty();
    } catch (FleetException e) {
      // Not up yet.
      return false;
    }
  }

  /** The labels of each alert that fires and whose name matches. */
  private List<Map<String, String>> firing(String names) {
    return prometheus.query("ALERTS{alertstate=\"firing\", alertname=~\"" + names + "\"}").stream()
        .map(sample -> sample.labels())
        .toList();
  }

  private static void await(String what, BooleanSupplier condition) throws InterruptedException {
    CountDownLatch never = new CountDownLatch(1);
    long end = System.nanoTime() + SOON.toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("not within %s: %s", SOON, what).isLessThan(end);
      assertThat(never.await(50, TimeUnit.MILLISECONDS)).isFalse();
    }
  }
}
