package org.bbbfleet.exporters.haproxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.bbbfleet.exporters.proc.RealProcesses.await;

import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import org.bbbfleet.core.config.Section;
import org.bbbfleet.core.metrics.Exposition;
import org.bbbfleet.core.metrics.Samples;
import org.bbbfleet.exporters.Collector;
import org.bbbfleet.exporters.CollectorContext;
import org.bbbfleet.exporters.testing.Await;
import org.bbbfleet.lab.shared.HaproxyPair;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Debian's HAProxy, by its socket and by its page, while what is behind it breaks. */
@Tag("system")
final class HaproxySystemTest {
  private static final Duration SOON = Duration.ofSeconds(20);
  private final Vertx vertx = Vertx.vertx();

  @TempDir Path directory;

  @AfterEach
  void end() {
    Await.result(vertx.close());
  }

  @Test
  void whatBreaksBehindItIsSeen() throws Exception {
    try (HaproxyPair pair = HaproxyPair.in(directory.resolve("h"));
        Collector collector = open(Map.of("config", pair.config().toString()))) {
      Samples s = collect(collector);
      assertThat(s.value(HaproxyMetrics.UP)).isEqualTo(1);
      assertThat(s.value(HaproxyMetrics.READABLE)).isEqualTo(1);
      assertThat(s.value(HaproxyMetrics.SERVER_RESPONSES, "web", "a", "2xx")).isPositive();
      assertThat(s.value(HaproxyMetrics.SERVER_RESPONSES, "web", "a", "5xx")).isZero();
      assertThat(s.value(HaproxyMetrics.SERVER_DRAINED, "web", "a")).isZero();
      assertThat(s.value(HaproxyMetrics.BACKEND_UP, "web")).isEqualTo(1);
      assertThat(s.value(HaproxyMetrics.SERVER_MAY_BE_DOWN, "redis_masters", "only")).isEqualTo(1);

      // Its check goes on being well.
      pair.breakServerA();
      assertThat(pair.ask(4)).contains("500").contains("200");
      s = collect(collector);
      assertThat(s.value(HaproxyMetrics.SERVER_RESPONSES, "web", "a", "5xx")).isEqualTo(2);
      assertThat(s.value(HaproxyMetrics.SERVER_RESPONSES, "web", "b", "5xx")).isZero();
      assertThat(s.value(HaproxyMetrics.SERVER_UP, "web", "a")).isEqualTo(1);
      pair.silenceServerA();
      assertThat(pair.ask(4)).contains("502").contains("200");
      s = collect(collector);
      assertThat(s.value(HaproxyMetrics.SERVER_RESPONSE_ERRORS, "web", "a")).isEqualTo(2);
      assertThat(s.value(HaproxyMetrics.SERVER_UP, "web", "a")).isEqualTo(1);

      assertThat(pair.admin("set server web/a state drain")).isEmpty();
      s = collect(collector);
      assertThat(s.value(HaproxyMetrics.SERVER_DRAINED, "web", "a")).isEqualTo(1);
      assertThat(s.value(HaproxyMetrics.SERVER_UP, "web", "a")).isEqualTo(1);
      assertThat(pair.admin("set server web/a state maint")).isEmpty();
      s = collect(collector);
      assertThat(s.value(HaproxyMetrics.SERVER_DRAINED, "web", "a")).isZero();
      assertThat(s.value(HaproxyMetrics.SERVER_UP, "web", "a")).isZero();
      assertThat(s.value(HaproxyMetrics.SERVER_MAY_BE_DOWN, "web", "a")).isEqualTo(1);
      pair.endServerB();
      await(
          SOON,
          "b is down",
          () -> collect(collector).value(HaproxyMetrics.SERVER_UP, "web", "b") == 0);
      s = collect(collector);
      assertThat(s.value(HaproxyMetrics.SERVER_MAY_BE_DOWN, "web", "b")).isZero();
      assertThat(s.value(HaproxyMetrics.BACKEND_UP, "web")).isZero();

      byItsPage(pair);
      pair.kill();
      s = collect(collector);
      assertThat(s.value(HaproxyMetrics.UP)).isZero();
      assertThat(s.metrics()).containsExactly(HaproxyMetrics.UP);
    }
  }

  private void byItsPage(HaproxyPair pair) {
    String url = "http://127.0.0.1:" + pair.statsPort() + "/";
    try (Collector page = open(Map.of("url", url, "user", "admin", "password", "page-secret"))) {
      Samples s = collect(page);
      assertThat(s.value(HaproxyMetrics.UP)).isEqualTo(1);
      assertThat(s.value(HaproxyMetrics.BACKEND_UP, "web")).isZero();
      assertThat(Exposition.forAccept("").write(s)).doesNotContain("page-secret");
    }
    try (Collector wrong = open(Map.of("url", url, "user", "admin", "password", "guess"))) {
      // It runs; what it would say is not known.
      assertThat(collect(wrong).metrics()).containsExactly(HaproxyMetrics.READABLE);
      assertThat(collect(wrong).value(HaproxyMetrics.READABLE)).isZero();
    }
  }

  @Test
  void aConfigurationWithoutSocketIsNotDown() {
    try (Collector collector = open(Map.of("config", directory.resolve("none.cfg").toString()))) {
      assertThat(collect(collector).metrics()).containsExactly(HaproxyMetrics.READABLE);
    }
    try (Collector collector = open(Map.of("socket", directory.resolve("gone").toString()))) {
      assertThat(collect(collector).value(HaproxyMetrics.UP)).isZero();
    }
  }

  private Collector open(Map<String, Object> options) {
    return new HaproxyExporter()
        .open(
            Section.of("test", options),
            new CollectorContext(vertx, Clock.systemUTC(), Path.of("/")));
  }

  private static Samples collect(Collector collector) {
    return Await.result(collector.collect());
  }
}
