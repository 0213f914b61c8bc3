package org.bbbfleet.alerts.verify;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bbbfleet.alerts.rules.Evidence;
import org.bbbfleet.alerts.rules.Rule;
import org.bbbfleet.alerts.rules.Severity;
import org.bbbfleet.alerts.verify.Verdict.Health;
import org.bbbfleet.core.error.ErrorCategory;
import org.bbbfleet.core.error.FleetException;
import org.bbbfleet.core.metrics.Metric;
import org.bbbfleet.core.promql.Selector;
import org.junit.jupiter.api.Test;

class SignalCheckTest {
  private static final Instant NOW = Instant.parse("2026-05-04T08:00:00Z");
  private static final Instant PROMETHEUS = NOW.plusSeconds(500);
  private static final Map<String, String> LABELS =
      Map.of("alertname", "X", "host", "bbb-1", "unit", "a.service", "severity", "warning");

  private final List<String> asked = new ArrayList<>();
  private List<Sample> broken = List.of();
  private Optional<List<Sample>> works = Optional.empty();
  private List<Sample> measured = List.of(sample(Map.of("host", "bbb-1"), secondsAgo(5)));

  private static Sample sample(Map<String, String> labels, double value) {
    return new Sample(labels, PROMETHEUS, value);
  }

  private static double secondsAgo(double seconds) {
    return PROMETHEUS.toEpochMilli() / 1000.0 - seconds;
  }

  private Verdict check(Evidence evidence, Map<String, String> labels, Duration ago) {
    Rule rule =
        new Rule(
            "UnitFailed",
            Selector.metric(Metric.gauge("unit_failed", "Failed.", "unit")).above(0),
            Duration.ZERO,
            Severity.WARNING,
            evidence,
            "s",
            "d",
            "r");
    if (works.isPresent()) {
      rule = rule.wellWhen(Selector.metric(Metric.gauge("unit_works", "Works.", "unit")).is(1));
    }
    SignalSource source =
        promql -> {
          asked.add(promql);
          if (promql.startsWith("unit_works")) {
            return works.orElseThrow();
          }
          return promql.startsWith("unit_failed") ? broken : measured;
        };
    return new SignalCheck(source, Clock.fixed(NOW, ZoneOffset.UTC))
        .check(rule, labels, NOW.minus(ago));
  }

  private Health health(Duration ago) {
    return check(new Evidence.FromCollector("units"), LABELS, ago).health();
  }

  @Test
  void isWellOnlyIfMeasuredSince() {
    assertThat(health(Duration.ofSeconds(6))).isEqualTo(Health.WELL);
    assertThat(health(Duration.ofSeconds(5))).isEqualTo(Health.UNKNOWN);
    assertThat(health(Duration.ofSeconds(1))).isEqualTo(Health.UNKNOWN);
  }

  @Test
  void notBrokenIsNotYetWellWhereTheRuleSaysWhatWorks() {
    works = Optional.of(List.of());
    assertThat(health(Duration.ofSeconds(6))).isEqualTo(Health.UNKNOWN);
    works = Optional.of(List.of(sample(Map.of("host", "bbb-1", "unit", "b.service"), 1)));
    assertThat(health(Duration.ofSeconds(6))).isEqualTo(Health.UNKNOWN);
    works = Optional.of(List.of(sample(Map.of("host", "bbb-1", "unit", "a.service"), 1)));
    assertThat(health(Duration.ofSeconds(6))).isEqualTo(Health.WELL);
    assertThat(health(Duration.ofSeconds(5))).isEqualTo(Health.UNKNOWN);
  }

  @Test
  void theOldestDataCounts() {
    measured = List.of(measured.get(0), sample(Map.of("host", "bbb-1"), secondsAgo(60)));
    assertThat(health(Duration.ofSeconds(6))).isEqualTo(Health.UNKNOWN);
  }

  @Test
  void noDataIsNeverWell() {
    measured = List.of();
    assertThat(health(Duration.ofDays(1))).isEqualTo(Health.UNKNOWN);
  }

  @Test
  void notANumberIsNeverWell() {
    measured = List.of(sample(Map.of("host", "bbb-1"), Double.NaN));
    assertThat(health(Duration.ofSeconds(6))).isEqualTo(Health.UNKNOWN);
  }

  @Test
  void anAlertWithoutHostIsNeverWell() {
    assertThat(check(new Evidence.FromScrape("node"), Map.of(), Duration.ofDays(1)).health())
        .isEqualTo(Health.UNKNOWN);
  }

  @Test
  void isBrokenWhileASampleAgreesInAllLabelsThatBothHave() {
    broken = List.of(sample(Map.of("host", "bbb-1", "unit", "b.service"), 1));
    assertThat(health(Duration.ofSeconds(6))).isEqualTo(Health.WELL);
    broken = List.of(sample(Map.of("host", "bbb-2", "unit", "a.service"), 1));
    assertThat(health(Duration.ofSeconds(6))).isEqualTo(Health.WELL);
    broken =
        List.of(
            sample(
                Map.of("__name__", "y", "host", "bbb-1", "unit", "a.service", "job", "fleet"), 1));
    assertThat(health(Duration.ofSeconds(6))).isEqualTo(Health.BROKEN);
    broken = List.of(sample(Map.of("host", "bbb-1"), 1));
    assertThat(health(Duration.ofSeconds(6))).isEqualTo(Health.BROKEN);
  }

  @Test
  void asksForTheDatasAgeBeforeItAsksWhatIsBroken() {
    assertThat(health(Duration.ofSeconds(6))).isEqualTo(Health.WELL);
    assertThat(asked)
        .containsExactly(
            "timestamp(fleet_collector_age_seconds{host=\"bbb-1\", collector=\"units\"}) -"
                + " fleet_collector_age_seconds{host=\"bbb-1\", collector=\"units\"}",
            "unit_failed > 0");
    asked.clear();
    check(new Evidence.FromScrape("node"), Map.of("host", "a\"b\\"), Duration.ofSeconds(6));
    assertThat(asked.get(0))
        .isEqualTo(
            "timestamp(up{host=\"a\\\"b\\\\\", job=\"node\"}) and"
                + " (up{host=\"a\\\"b\\\\\", job=\"node\"} == 1)");
  }

  @Test
  void noAnswerIsNeverWell() {
    SignalSource silent =
        promql -> {
          throw new FleetException(ErrorCategory.TIMEOUT, "no answer");
        };
    Rule rule =
        new Rule(
            "UnitFailed",
            Selector.metric(Metric.gauge("x", "X.")),
            Duration.ZERO,
            Severity.INFO,
            new Evidence.FromScrape("j"),
            "s",
            "d",
            "r");
    Verdict verdict =
        new SignalCheck(silent, Clock.fixed(NOW, ZoneOffset.UTC))
            .check(rule, LABELS, Instant.EPOCH);
    assertThat(verdict).isEqualTo(new Verdict(Health.UNKNOWN, "TIMEOUT: no answer"));
  }
}
