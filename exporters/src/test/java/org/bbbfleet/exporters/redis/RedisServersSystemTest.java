package org.bbbfleet.exporters.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.bbbfleet.exporters.proc.RealProcesses.await;

import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.bbbfleet.core.config.Section;
import org.bbbfleet.core.metrics.Exposition;
import org.bbbfleet.core.metrics.Metric;
import org.bbbfleet.core.metrics.Samples;
import org.bbbfleet.exporters.Collector;
import org.bbbfleet.exporters.CollectorContext;
import org.bbbfleet.exporters.testing.Await;
import org.bbbfleet.lab.shared.RedisPair;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Debian's Redis, master and replica, and a Sentinel, while they break. */
@Tag("system")
final class RedisServersSystemTest {
  private static final Duration SOON = Duration.ofSeconds(20);
  private final Vertx vertx = Vertx.vertx();

  @TempDir Path directory;

  @AfterEach
  void end() {
    Await.result(vertx.close());
  }

  @Test
  void whatRefusesWritesOrIsGoneIsSeen() throws Exception {
    try (RedisPair pair = RedisPair.in(directory.resolve("r"));
        Collector master = open(pair, pair.masterPort());
        Collector replica = open(pair, pair.replicaPort())) {
      // Sentinel asks the master for its run's id by and by.
      await(SOON, "Sentinel knows it", () -> value(master, RedisMetrics.MASTER_LOCAL, "demo") == 1);
      Samples s = collect(master);
      assertThat(s.value(RedisMetrics.UP)).isEqualTo(1);
      assertThat(s.value(RedisMetrics.WRITABLE)).isEqualTo(1);
      assertThat(s.value(RedisMetrics.REPLICAS)).isEqualTo(1);
      assertThat(s.metrics()).doesNotContain(RedisMetrics.LINK_UP);
      assertThat(s.value(RedisMetrics.MASTER_UP, "demo")).isEqualTo(1);
      assertThat(s.value(RedisMetrics.MASTER_REPLICAS, "demo")).isEqualTo(1);
      assertThat(s.value(RedisMetrics.QUORUM, "demo")).isEqualTo(1);
      assertThat(s.value(RedisMetrics.QUORUM, "strict")).isZero();
      assertThat(Exposition.forAccept("").write(s)).doesNotContain("secret");
      s = collect(replica);
      assertThat(s.value(RedisMetrics.LINK_UP)).isEqualTo(1);
      assertThat(s.value(RedisMetrics.MASTER_LOCAL, "demo")).isZero();
      assertThat(s.metrics()).doesNotContain(RedisMetrics.WRITABLE);

      refuses(master, pair, "memory", "maxmemory", "1", "0");
      refuses(master, pair, "replicas", "min-replicas-to-write", "5", "0");
      // All this looking left nothing behind.
      assertThat(pair.onMaster("DBSIZE")).isEqualTo("0");
      pair.breakDisk();
      assertThat(value(master, RedisMetrics.REFUSES, "disk")).isEqualTo(1);

      wrongPasswords(pair);
      pair.watchClosely("strict");
      pair.killMaster();
      await(SOON, "it is down", () -> value(master, RedisMetrics.UP) == 0);
      await(SOON, "the replica knows", () -> value(replica, RedisMetrics.LINK_UP) == 0);
      await(SOON, "so does Sentinel", () -> value(replica, RedisMetrics.MASTER_UP, "strict") == 0);
      assertThat(collect(master).metrics()).doesNotContain(RedisMetrics.WRITABLE);
      pair.killSentinel();
      await(SOON, "Sentinel is down", () -> value(replica, RedisMetrics.SENTINEL_UP) == 0);
      assertThat(collect(replica).metrics())
          .doesNotContain(RedisMetrics.MASTER_UP, RedisMetrics.QUORUM);
    }
  }

  private static void refuses(
      Collector master, RedisPair pair, String reason, String setting, String bad, String good) {
    pair.onMaster("CONFIG", "SET", setting, bad);
    Samples s = collect(master);
    assertThat(s.value(RedisMetrics.WRITABLE)).as(reason).isZero();
    assertThat(s.value(RedisMetrics.REFUSES, reason)).isEqualTo(1);
    assertThat(s.value(RedisMetrics.REFUSES, "disk")).isZero();
    pair.onMaster("CONFIG", "SET", setting, good);
    assertThat(collect(master).value(RedisMetrics.WRITABLE)).as(reason + " is over").isEqualTo(1);
  }

  private void wrongPasswords(RedisPair pair) {
    for (String password : new String[] {"", "guess"}) {
      try (Collector collector = open(pair, pair.masterPort(), password, password)) {
        Samples s = collect(collector);
        assertThat(s.value(RedisMetrics.UP)).isEqualTo(1);
        assertThat(s.value(RedisMetrics.SENTINEL_UP)).isEqualTo(1);
        assertThat(s.value(RedisMetrics.READABLE, "redis")).isZero();
        assertThat(s.value(RedisMetrics.READABLE, "sentinel")).isZero();
        assertThat(s.metrics()).doesNotContain(RedisMetrics.WRITABLE, RedisMetrics.QUORUM);
      }
    }
  }

  private Collector open(RedisPair pair, int port) {
    return open(pair, port, RedisPair.PASSWORD, RedisPair.SENTINEL_PASSWORD);
  }

  private Collector open(RedisPair pair, int port, String password, String sentinelPassword) {
    Map<String, Object> options = new TreeMap<>();
    options.put("url", "redis://127.0.0.1:" + port);
    options.put("sentinel", "redis://127.0.0.1:" + pair.sentinelPort());
    if (!password.isEmpty()) {
      options.put("password", password);
      options.put("sentinel_password", sentinelPassword);
    }
    return new RedisExporter()
        .open(
            Section.of("test", options),
            new CollectorContext(vertx, Clock.systemUTC(), Path.of("/")));
  }

  private static double value(Collector collector, Metric metric, String... labels) {
    return collect(collector).value(metric, labels);
  }

  private static Samples collect(Collector collector) {
    return Await.result(collector.collect());
  }
}
