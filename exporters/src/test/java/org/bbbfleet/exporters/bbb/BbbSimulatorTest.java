package org.bbbfleet.exporters.bbb;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.bbbfleet.core.config.Section;
import org.bbbfleet.core.metrics.Samples;
import org.bbbfleet.exporters.Collector;
import org.bbbfleet.exporters.CollectorContext;
import org.bbbfleet.exporters.testing.Await;
import org.bbbfleet.lab.bbb.BbbFault;
import org.bbbfleet.lab.bbb.BbbSimulator;
import org.bbbfleet.lab.bbb.BbbVersion;
import org.bbbfleet.lab.bbb.ChecksumAlgorithm;
import org.bbbfleet.lab.bbb.Load;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The exporter against the simulated server, which was written without knowing it. */
class BbbSimulatorTest {
  private static final String SECRET = "a secret with spaces & signs";

  private final Vertx vertx = Vertx.vertx();

  @TempDir Path root;

  @AfterEach
  void close() {
    Await.result(vertx.close());
  }

  @ParameterizedTest
  @EnumSource(BbbVersion.class)
  void readsTheAnswersOfEveryRelease(BbbVersion version) {
    BbbSimulator server = start(org.bbbfleet.lab.bbb.BbbOptions.loopback(SECRET).version(version));
    server.load(new Load(20, 30, 7, Instant.now()));
    Samples s = collect(server, "");
    assertThat(s.value(BbbMetrics.API_UP)).isEqualTo(1);
    // every seventh of 20 has two breakout rooms besides
    assertThat(s.value(BbbMetrics.UNIQUE_MEETINGS)).isEqualTo(20);
    assertThat(s.value(BbbMetrics.MEETINGS))
        .isEqualTo(20 + s.value(BbbMetrics.UNIQUE_BREAKOUT_ROOMS));
    assertThat(s.value(BbbMetrics.UNIQUE_BREAKOUT_ROOMS)).isPositive();
    assertThat(s.value(BbbMetrics.PARTICIPANTS)).isGreaterThan(500);
    assertThat(s.value(BbbMetrics.PARTICIPANTS_MAX)).isEqualTo(30);
  }

  @ParameterizedTest
  @EnumSource(Checksum.class)
  void signsWithEachAlgorithm(Checksum checksum) {
    BbbSimulator server =
        start(
            org.bbbfleet.lab.bbb.BbbOptions.loopback(SECRET)
                .accepting(ChecksumAlgorithm.valueOf(checksum.name())));
    assertThat(collect(server, "checksum: " + checksum).value(BbbMetrics.API_UP)).isEqualTo(1);
    String other = checksum == Checksum.SHA1 ? "sha256" : "sha1";
    assertThat(collect(server, "checksum: " + other).value(BbbMetrics.API_FAILURES, "checksum"))
        .isEqualTo(1);
  }

  @Test
  void everyFaultHasItsReasonAndPasses() {
    Map<BbbFault, String> reasons = new LinkedHashMap<>();
    reasons.put(new BbbFault.WrongChecksum(), "checksum");
    reasons.put(new BbbFault.Failed("internalError"), "api");
    reasons.put(new BbbFault.HttpError(502), "http");
    reasons.put(new BbbFault.Hanging(), "timeout");
    reasons.put(new BbbFault.Slow(Duration.ofMinutes(1)), "timeout");
    reasons.put(new BbbFault.Drip(Duration.ofSeconds(1)), "timeout");
    reasons.put(new BbbFault.Huge(3_000_000), "too_large");
    reasons.put(new BbbFault.Malformed(), "malformed");
    reasons.put(new BbbFault.EntityBomb(), "malformed");
    reasons.put(new BbbFault.Reset(), "connect");
    BbbSimulator server = start(org.bbbfleet.lab.bbb.BbbOptions.loopback(SECRET));
    server.load(new Load(5, 10, 1, Instant.now()));
    reasons.forEach(
        (fault, reason) -> {
          server.faults().set(fault);
          Samples s =
              collect(server, reason.equals("timeout") ? "timeout: 500ms" : "body_limit: 2000000");
          assertThat(s.value(BbbMetrics.API_UP)).as(fault.toString()).isZero();
          assertThat(s.value(BbbMetrics.API_FAILURES, reason)).as(fault.toString()).isEqualTo(1);
          assertThat(s.metrics()).doesNotContain(BbbMetrics.MEETINGS, BbbMetrics.PARTICIPANTS);
          server.faults().clear();
          assertThat(collect(server, "").value(BbbMetrics.API_UP)).isEqualTo(1);
        });
  }

  @Test
  void halfAnAnswerIsNoAnswer() {
    BbbSimulator server = start(org.bbbfleet.lab.bbb.BbbOptions.loopback(SECRET));
    server.load(new Load(50, 10, 1, Instant.now()));
    server.faults().set(new BbbFault.Truncated());
    Samples s = collect(server, "");
    assertThat(s.value(BbbMetrics.API_UP)).isZero();
    assertThat(s.metrics()).doesNotContain(BbbMetrics.MEETINGS);
  }

  @Test
  void readsLocalesAndMissingElements() {
    BbbSimulator server = start(org.bbbfleet.lab.bbb.BbbOptions.loopback(SECRET));
    server.load(new Load(1, 1202, 3, Instant.now()));
    double plain = collect(server, "").value(BbbMetrics.PARTICIPANTS_MAX);
    for (String separator : new String[] {",", ".", "\u00a0", "\u202f", "'"}) {
      server.faults().set(new BbbFault.LocaleNumbers(separator));
      assertThat(collect(server, "").value(BbbMetrics.PARTICIPANTS_MAX)).isEqualTo(plain);
    }
    server.faults().clear();
    double listeners = collect(server, "").value(BbbMetrics.LISTENERS);
    assertThat(listeners).isPositive();
    server.faults().set(new BbbFault.MissingElements(java.util.Set.of("listenerCount")));
    assertThat(collect(server, "").value(BbbMetrics.LISTENERS)).isEqualTo(listeners);
  }

  private BbbSimulator start(org.bbbfleet.lab.bbb.BbbOptions options) {
    return Await.result(BbbSimulator.start(vertx, options));
  }

  private Samples collect(BbbSimulator server, String more) {
    Section all =
        Section.parse(
            "agent.yaml", "url: " + server.apiBase() + "\nsecret: " + SECRET + "\n" + more);
    try (Collector collector =
        new BbbExporter().open(all, new CollectorContext(vertx, Clock.systemUTC(), root))) {
      all.finish();
      return Await.result(collector.collect());
    }
  }
}
