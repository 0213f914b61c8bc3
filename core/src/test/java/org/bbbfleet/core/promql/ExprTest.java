package org.bbbfleet.core.promql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.bbbfleet.core.promql.Selector.buckets;
import static org.bbbfleet.core.promql.Selector.metric;

import java.time.Duration;
import java.util.List;
import org.bbbfleet.core.metrics.Metric;
import org.junit.jupiter.api.Test;

class ExprTest {
  private static final Metric UP = Metric.gauge("bbb_up", "Up.", "server");
  private static final Metric OPS = Metric.counter("bbb_ops_total", "Operations.", "kind");
  private static final Metric TIME = Metric.histogram("bbb_seconds", "Time.", new double[] {1});
  private static final Metric AGES = Metric.gaugeHistogram("bbb_age", "Ages.", new double[] {1});

  @Test
  void selectorsQuoteTheirValues() {
    assertThat(metric(UP).promql()).isEqualTo("bbb_up");
    assertThat(metric(UP).with("server", "a\"\\\nb").unlike("host", "x.*").promql())
        .isEqualTo("bbb_up{server=\"a\\\"\\\\\\nb\", host!~\"x.*\"}");
    assertThatThrownBy(() -> metric(UP).with("srever", "x")).hasMessageContaining("srever");
    assertThat(PromQl.escapeRegex("a.b|c")).isEqualTo("a\\.b\\|c");
  }

  @Test
  void histogramsAreAskedByTheirParts() {
    assertThat(
            buckets(TIME).rate(Duration.ofMinutes(5)).sumBy("le").histogramQuantile(0.99).promql())
        .isEqualTo("histogram_quantile(0.99, sum by (le) (rate(bbb_seconds_bucket[5m])))");
    assertThat(Selector.count(TIME).promql()).isEqualTo("bbb_seconds_count");
    assertThat(Selector.sum(AGES).promql()).isEqualTo("bbb_age_gsum");
    assertThatThrownBy(() -> buckets(UP)).hasMessageContaining("not a histogram");
  }

  @Test
  void operandsKeepTheirMeaning() {
    Expr a = metric(UP);
    Expr b = metric(OPS).rate(Duration.ofSeconds(90));
    assertThat(a.plus(b).times(a).promql())
        .isEqualTo("(bbb_up + rate(bbb_ops_total[90s])) * bbb_up");
    assertThat(a.is(0).andOn(List.of("host"), b.above(0.5)).promql())
        .isEqualTo("(bbb_up == 0) and on (host) (rate(bbb_ops_total[90s]) > 0.5)");
    assertThat(Expr.time().minus(metric(UP).timestamp()).above(60).promql())
        .isEqualTo("(time() - timestamp(bbb_up)) > 60");
    assertThat(Expr.number(-1).times(a).promql()).isEqualTo("-1 * bbb_up");
    assertThat(metric(UP).offset(Duration.ofHours(1)).minus(a).promql())
        .isEqualTo("(bbb_up offset 1h) - bbb_up");
    assertThat(a.is(0).maxOverTime(Duration.ofMinutes(5)).promql())
        .isEqualTo("max_over_time((bbb_up == 0)[5m:])");
    assertThat(a.plus(b).metrics()).containsExactlyInAnyOrder(UP, OPS);
    assertThat(metric(UP).absent().promql()).isEqualTo("absent(bbb_up)");
  }

  @Test
  void numbersAndDurationsAreWrittenAsPrometheusReadsThem() {
    assertThat(PromQl.format(1)).isEqualTo("1");
    assertThat(PromQl.format(0.25)).isEqualTo("0.25");
    assertThat(PromQl.format(-2.5)).isEqualTo("-2.5");
    assertThat(PromQl.format(Double.POSITIVE_INFINITY)).isEqualTo("+Inf");
    assertThat(PromQl.format(Double.NEGATIVE_INFINITY)).isEqualTo("-Inf");
    assertThat(PromQl.format(Double.NaN)).isEqualTo("NaN");
    assertThat(PromQl.format(Duration.ofMillis(1500))).isEqualTo("1500ms");
    assertThat(PromQl.format(Duration.ofSeconds(90))).isEqualTo("90s");
    assertThat(PromQl.format(Duration.ofHours(36))).isEqualTo("36h");
    assertThat(PromQl.format(Duration.ofDays(2))).isEqualTo("2d");
  }
}
