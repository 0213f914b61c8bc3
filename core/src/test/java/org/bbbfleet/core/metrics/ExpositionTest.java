package org.bbbfleet.core.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.Counter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.bbbfleet.core.testing.Unpacked;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class ExpositionTest {
  private static final Metric UP = Metric.gauge("fleet_up", "Whether it is up.", "host");
  private static final Metric ACTIONS =
      Metric.counter("fleet_actions_total", "Actions so far.", "kind");
  private static final Metric ODD =
      Metric.untyped("bbb_services_last_run", "When the services were last looked at.");
  private static final Metric SECONDS =
      Metric.histogram("fleet_run_seconds", "How long runs took.", new double[] {0.5, 1, 2.5}, "x");
  private static final Metric AGES =
      Metric.gaugeHistogram("fleet_meeting_age", "Ages now.", new double[] {10, 60});

  private static final Exposition TEXT = Exposition.forAccept(null);
  private static final Exposition OPEN =
      Exposition.forAccept("application/openmetrics-text;version=1.0.0,text/plain;q=0.5");

  private static Samples samples() {
    Distribution runs = new Distribution(SECONDS.buckets());
    List.of(0.5, 0.6, 99.0).forEach(runs::observe);
    Distribution ages = new Distribution(AGES.buckets());
    List.of(5.0, 70.0).forEach(ages::observe);
    return new Samples()
        .put(UP, 1, "bbb-1")
        .put(ACTIONS, 3, "restart")
        .put(ODD, 1.5e9)
        .put(SECONDS, runs, "a")
        .put(AGES, ages);
  }

  @Test
  void theFormatIsTheOneThatWasAskedFor() {
    assertThat(TEXT.contentType()).startsWith("text/plain; version=0.0.4");
    assertThat(Exposition.forAccept("").contentType()).startsWith("text/plain; version=0.0.4");
    assertThat(OPEN.contentType()).startsWith("application/openmetrics-text; version=1.0.0");
  }

  @Test
  void textFormat() {
    assertThat(TEXT.write(samples()).lines())
        .containsSubsequence(
            "# HELP fleet_up Whether it is up.",
            "# TYPE fleet_up gauge",
            "fleet_up{host=\"bbb-1\",} 1.0")
        .contains(
            "# TYPE fleet_actions_total counter", "fleet_actions_total{kind=\"restart\",} 3.0")
        .contains("# TYPE bbb_services_last_run untyped", "bbb_services_last_run 1.5E9")
        .containsSubsequence(
            "# TYPE fleet_run_seconds histogram",
            "fleet_run_seconds_bucket{x=\"a\",le=\"0.5\",} 1.0",
            "fleet_run_seconds_bucket{x=\"a\",le=\"1.0\",} 2.0",
            "fleet_run_seconds_bucket{x=\"a\",le=\"2.5\",} 2.0",
            "fleet_run_seconds_bucket{x=\"a\",le=\"+Inf\",} 3.0",
            "fleet_run_seconds_count{x=\"a\",} 3.0",
            "fleet_run_seconds_sum{x=\"a\",} 100.1")
        .contains(
            "fleet_meeting_age_bucket{le=\"10.0\",} 1.0",
            "fleet_meeting_age_bucket{le=\"+Inf\",} 2.0",
            "fleet_meeting_age_gcount 2.0",
            "fleet_meeting_age_gsum 75.0")
        .noneMatch(line -> line.contains("_created"));
  }

  @Test
  void openMetricsFormat() {
    String page = OPEN.write(samples());
    assertThat(page).endsWith("# EOF\n");
    assertThat(page.lines())
        .contains("# TYPE fleet_actions counter", "fleet_actions_total{kind=\"restart\"} 3.0")
        .contains("# TYPE bbb_services_last_run unknown", "bbb_services_last_run 1.5E9")
        .contains(
            "# TYPE fleet_meeting_age gaugehistogram",
            "fleet_meeting_age_bucket{le=\"10.0\"} 1.0",
            "fleet_meeting_age_gcount 2.0",
            "fleet_meeting_age_gsum 75.0")
        .noneMatch(line -> line.contains("_created"));
  }

  @Test
  void hostileLabelValuesAreEscapedAndStayOneLine() {
    String evil = "a\"} 1\nfleet_up{host=\"forged\"} 0\\";
    for (Exposition format : List.of(TEXT, OPEN)) {
      String page = format.write(new Samples().put(UP, 1, evil));
      assertThat(page.lines().filter(line -> line.startsWith("fleet_up"))).hasSize(1);
      assertThat(page).contains("a\\\"} 1\\nfleet_up{host=\\\"forged\\\"} 0\\\\");
    }
  }

  @Test
  void whatWasNotMeasuredIsAbsent() {
    assertThat(TEXT.write(new Samples())).isEmpty();
    assertThat(new Samples().value(UP, "x")).isNaN();
    assertThat(new Samples().distribution(AGES)).isNull();
  }

  @Test
  void sampleAddsCopiesAndRefuses() {
    Samples samples = new Samples().add(ACTIONS, 1, "x").add(ACTIONS, 2, "x");
    assertThat(samples.value(ACTIONS, "x")).isEqualTo(3);
    assertThatThrownBy(() -> samples.put(UP, 1)).hasMessageContaining("fleet_up");
    assertThatThrownBy(() -> samples.put(SECONDS, 1, "x")).hasMessageContaining("histogram");
    assertThatThrownBy(() -> samples.put(UP, new Distribution(List.of(1.0)), "x"))
        .hasMessageContaining("fleet_up");
    assertThatThrownBy(() -> samples.put(SECONDS, new Distribution(List.of(7.0)), "x"))
        .hasMessageContaining("buckets");
    Distribution ages = new Distribution(AGES.buckets());
    samples.put(AGES, ages);
    ages.observe(1);
    assertThat(samples.distribution(AGES).cumulative()).containsExactly(0, 0, 0);
  }

  @Test
  void declarationsAreChecked() {
    assertThatThrownBy(() -> Metric.counter("fleet_actions", "No _total."))
        .hasMessageContaining("_total");
    assertThatThrownBy(() -> Metric.gauge("1x", "Bad name.")).hasMessageContaining("1x");
    assertThatThrownBy(() -> Metric.gauge("x", "Bad label.", "a-b")).hasMessageContaining("a-b");
    assertThatThrownBy(() -> Metric.gauge("x", "Twice.", "a", "a")).hasMessageContaining("a");
    assertThatThrownBy(() -> Metric.histogram("x", "Order.", new double[] {2, 1}))
        .hasMessageContaining("ascending");
  }

  @Test
  void micrometersMetersAreOnTheSamePage() {
    try (MeterRegistryMetrics registry = MeterRegistryMetrics.withJvm()) {
      Counter.builder("fleet.things").register(registry.meters()).increment();
      for (Exposition format : List.of(TEXT, OPEN)) {
        assertThat(format.write(samples(), registry))
            .contains("fleet_up", "fleet_things_total", "jvm_memory_used_bytes")
            .doesNotContain("_created");
      }
    }
  }

  @Test
  @Tag("system")
  void promtoolFindsNothingToComplainOf() throws Exception {
    Process promtool =
        Unpacked.find("/usr/bin/promtool", "prometheus").process("check", "metrics").start();
    try (java.io.OutputStream in = promtool.getOutputStream()) {
      Samples samples = samples().put(UP, 0, "a\"} 1\n\\é");
      in.write(TEXT.write(samples).getBytes(StandardCharsets.UTF_8));
    }
    String said = new String(promtool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(promtool.waitFor(20, TimeUnit.SECONDS)).isTrue();
    assertThat(said).isEmpty();
    assertThat(promtool.exitValue()).isZero();
  }
}
