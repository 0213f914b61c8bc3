package org.bbbfleet.exporters.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.bbbfleet.exporters.proc.RealProcesses.await;

import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import org.bbbfleet.core.config.Section;
import org.bbbfleet.core.metrics.Samples;
import org.bbbfleet.exporters.Collector;
import org.bbbfleet.exporters.CollectorContext;
import org.bbbfleet.exporters.testing.Await;
import org.bbbfleet.lab.shared.PostgresPair;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Debian's PostgreSQL, a primary and its standby, while they lose each other. */
@Tag("system")
final class PostgresSystemTest {
  private static final Duration SOON = Duration.ofSeconds(30);
  private final Vertx vertx = Vertx.vertx();

  @TempDir Path directory;

  @AfterEach
  void end() {
    Await.result(vertx.close());
  }

  @Test
  void aStandbyThatLosesItsPrimaryIsSeen() throws Exception {
    try (PostgresPair pair = PostgresPair.in(directory.resolve("p"));
        Collector collector = open(pair, "fleet");
        Collector stranger = open(pair, "nobody")) {
      await(SOON, "it receives", () -> receives(collector) == 1);
      Samples s = collect(collector);
      for (String cluster : new String[] {"p", "s"}) {
        assertThat(s.value(PostgresMetrics.UP, cluster)).isEqualTo(1);
        assertThat(s.value(PostgresMetrics.READABLE, cluster)).isEqualTo(1);
        assertThat(s.value(PostgresMetrics.MAX_CONNECTIONS, cluster)).isEqualTo(100);
        assertThat(s.value(PostgresMetrics.CONNECTIONS, cluster)).isBetween(1.0, 9.0);
        assertThat(s.value(PostgresMetrics.STARTED, cluster)).isPositive();
      }
      assertThat(s.value(PostgresMetrics.REPLICA, "p")).isZero();
      assertThat(s.value(PostgresMetrics.STREAMS, "p")).isEqualTo(1);
      assertThat(s.series(PostgresMetrics.RECEIVES)).hasSize(1);
      assertThat(s.value(PostgresMetrics.REPLICA, "s")).isEqualTo(1);
      assertThat(s.value(PostgresMetrics.RECEIVES, "s")).isEqualTo(1);
      assertThat(s.metrics()).doesNotContain(PostgresMetrics.PRIMARY_ANSWERS);

      // It received a change, and does not make it.
      pair.onPrimary("create table early (room int)");
      await(SOON, "it follows", () -> pair.onStandby("select * from early").isEmpty());
      pair.onStandby("select pg_wal_replay_pause()");
      pair.onPrimary("create table later (room int)");
      await(SOON, "it lags", () -> collect(collector).value(PostgresMetrics.LAG, "s") > 0.2);
      pair.onStandby("select pg_wal_replay_resume()");
      await(SOON, "it caught up", () -> collect(collector).value(PostgresMetrics.LAG, "s") == 0);

      // Who may not look is told how many receive: none. That is no number to go by.
      Samples blind = collect(stranger);
      assertThat(blind.value(PostgresMetrics.UP, "s")).isEqualTo(1);
      assertThat(blind.value(PostgresMetrics.READABLE, "s")).isZero();
      assertThat(blind.metrics())
          .containsExactlyInAnyOrder(PostgresMetrics.UP, PostgresMetrics.READABLE);

      pair.forbidReplication();
      await(
          SOON,
          "it receives nothing from a primary that answers",
          () -> collect(collector).value(PostgresMetrics.PRIMARY_ANSWERS, "s") == 1);
      pair.endPrimary();
      s = collect(collector);
      assertThat(s.value(PostgresMetrics.UP, "p")).isZero();
      assertThat(s.value(PostgresMetrics.RECEIVES, "s")).isZero();
      assertThat(s.value(PostgresMetrics.PRIMARY_ANSWERS, "s")).isZero();
      assertThat(s.value(PostgresMetrics.REPLICA, "p")).isNaN();
    }
  }

  private static double receives(Collector collector) {
    return collect(collector).value(PostgresMetrics.RECEIVES, "s");
  }

  private Collector open(PostgresPair pair, String user) {
    Map<String, Object> clusters =
        Map.of(
            "p", Map.of("host", pair.sockets().toString(), "port", pair.primaryPort()),
            "s", Map.of("host", pair.sockets().toString(), "port", pair.standbyPort()));
    return new PostgresExporter()
        .open(
            Section.of(
                "test",
                Map.of(
                    "clusters",
                    clusters,
                    "user",
                    user,
                    "psql",
                    pair.client("psql"),
                    "pg_isready",
                    pair.client("pg_isready"))),
            new CollectorContext(vertx, Clock.systemUTC(), Path.of("/")));
  }

  private static Samples collect(Collector collector) {
    return Await.result(collector.collect());
  }
}
