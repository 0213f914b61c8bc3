package org.bbbfleet.app.service.grafana;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.bbbfleet.alerts.audit.EventKind;
import org.bbbfleet.alerts.audit.HealingEvent;
import org.bbbfleet.core.config.Secret;
import org.bbbfleet.lab.grafana.GrafanaSimulator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Annotations and a Grafana that is well, ill and away. */
@Timeout(30)
class AnnotationsTest {
  private static final Instant AT = Instant.parse("2026-01-31T22:00:00Z");

  private final Vertx vertx = Vertx.vertx();
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private GrafanaSimulator grafana;
  private Annotations annotations;

  @BeforeEach
  void start() throws Exception {
    grafana =
        GrafanaSimulator.start(vertx, "glsa_token")
            .toCompletionStage()
            .toCompletableFuture()
            .get(10, SECONDS);
    annotations = sender("glsa_token");
  }

  private Annotations sender(String token) {
    return new Annotations(
        vertx, grafana.url(), new Secret(token), meters, 20, 100, Duration.ofMillis(300));
  }

  @AfterEach
  void stop() throws Exception {
    annotations.close();
    vertx.close().toCompletionStage().toCompletableFuture().get(10, SECONDS);
  }

  private static Annotation mark(String text) {
    return new Annotation(AT, Optional.empty(), text, List.of(Annotation.TAG, "opened"));
  }

  private static void await(BooleanSupplier condition) {
    long deadline = System.nanoTime() + SECONDS.toNanos(15);
    while (!condition.getAsBoolean() && System.nanoTime() < deadline) {
      Thread.onSpinWait();
    }
    assertThat(condition.getAsBoolean()).isTrue();
  }

  private double count(String result) {
    return meters.counter("fleet.annotations", "result", result).count();
  }

  @Test
  void theyArriveInTheirOrder() {
    annotations.add(mark("one"));
    annotations.add(
        new Annotation(AT, Optional.of(AT.plusSeconds(60)), "two", List.of(Annotation.TAG)));
    await(() -> grafana.annotations().size() == 2);
    assertThat(grafana.annotations().get(0))
        .isEqualTo(
            new JsonObject(
                "{\"time\":1769896800000,\"text\":\"one\",\"tags\":[\"bbb-fleet\",\"opened\"]}"));
    assertThat(grafana.annotations().get(1).getLong("timeEnd")).isEqualTo(1769896860000L);
    await(() -> count("sent") == 2);
  }

  @ParameterizedTest
  @EnumSource(value = GrafanaSimulator.Fault.class, mode = EnumSource.Mode.EXCLUDE, names = "NONE")
  void whileGrafanaIsIllTheyWaitAndThenArriveOnce(GrafanaSimulator.Fault fault) {
    grafana.fault(fault);
    annotations.add(mark("one"));
    annotations.add(mark("two"));
    await(() -> count("failed") >= 2);
    grafana.fault(GrafanaSimulator.Fault.NONE);
    await(() -> grafana.annotations().size() == 2);
    assertThat(grafana.annotations())
        .extracting(a -> a.getString("text"))
        .containsExactly("one", "two");
  }

  @Test
  void theQueueIsBoundedAndTheOldestGo() {
    grafana.fault(GrafanaSimulator.Fault.BROKEN);
    for (int i = 0; i < 600; i++) {
      annotations.add(mark("mark " + i));
    }
    await(() -> count("dropped") >= 99);
    grafana.fault(GrafanaSimulator.Fault.NONE);
    await(() -> texts().contains("mark 599"));
    // An answer that comes too late has one sent again.
    assertThat(Set.copyOf(texts())).hasSize(600 - (int) count("dropped")).doesNotContain("mark 50");
  }

  private List<String> texts() {
    return grafana.annotations().stream().map(a -> a.getString("text")).toList();
  }

  @Test
  void whatIsRefusedIsCountedAndNotRepeated() {
    Annotations wrong = sender("another");
    wrong.add(mark("one"));
    wrong.add(mark("two"));
    await(() -> count("refused") == 2);
    assertThat(grafana.requests()).isEqualTo(2);
    assertThat(grafana.annotations()).isEmpty();
    wrong.close();
  }

  @Test
  void aHostileLabelIsNoMarkup() {
    annotations.add(mark("<img src=x onerror=alert(1)> & more"));
    await(() -> grafana.annotations().size() == 1);
    assertThat(grafana.annotations().get(0).getString("text"))
        .isEqualTo("&lt;img src=x onerror=alert(1)&gt; &amp; more");
  }

  @Test
  void onlyWhatPeopleLookForIsMarked() {
    assertThat(Annotation.of(event(EventKind.OPENED)).orElseThrow().tags())
        .containsExactly("bbb-fleet", "opened", "host:bbb-1");
    assertThat(Annotation.of(event(EventKind.ACTION_STARTED)).orElseThrow().text())
        .isEqualTo("UnitDead on bbb-1: text");
    assertThat(Annotation.of(event(EventKind.GUARD))).isEmpty();
    assertThat(Annotation.of(event(EventKind.NOTIFICATION))).isEmpty();
  }

  private static HealingEvent event(EventKind kind) {
    return new HealingEvent(
        1,
        AT,
        OptionalLong.of(7),
        kind,
        "bbb-1",
        "UnitDead",
        "healer",
        "text",
        "",
        "",
        "",
        Optional.empty());
  }
}
