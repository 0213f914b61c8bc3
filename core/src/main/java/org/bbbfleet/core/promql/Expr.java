package org.bbbfleet.core.promql;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.bbbfleet.core.metrics.Metric;

/**
 * A PromQL expression built from metric declarations, so that a renamed metric or a missing label
 * breaks the build or the construction, not the pager.
 *
 * @see <a href="https://prometheus.io/docs/prometheus/latest/querying/basics/">Querying basics</a>
 */
public sealed interface Expr permits Selector, Expr.Text {

  /** The expression as Prometheus reads it. */
  String promql();

  /** The declarations it refers to; a test asks of each whether somebody exports it. */
  Set<Metric> metrics();

  /** An expression put together from others. */
  record Text(String promql, Set<Metric> metrics) implements Expr {
    public Text {
      metrics = Set.copyOf(metrics);
    }

    @Override
    public String toString() {
      return promql;
    }
  }

  /** A constant. */
  static Expr number(double value) {
    return new Text(PromQl.format(value), Set.of());
  }

  /** The evaluation time in seconds since the epoch. */
  static Expr time() {
    return new Text("time()", Set.of());
  }

  private static Expr of(String text, Expr... parts) {
    return new Text(
        text, Stream.of(parts).flatMap(e -> e.metrics().stream()).collect(Collectors.toSet()));
  }

  private Expr operate(String operator, Expr right) {
    return of(PromQl.operand(this) + " " + operator + " " + PromQl.operand(right), this, right);
  }

  default Expr plus(Expr right) {
    return operate("+", right);
  }

  default Expr minus(Expr right) {
    return operate("-", right);
  }

  default Expr times(Expr right) {
    return operate("*", right);
  }

  default Expr dividedBy(Expr right) {
    return operate("/", right);
  }

  /** Keeps the samples above the value. */
  default Expr above(double value) {
    return operate(">", number(value));
  }

  /** Keeps the samples below the value. */
  default Expr below(double value) {
    return operate("<", number(value));
  }

  /** Keeps the samples that are at least the value. */
  default Expr atLeast(double value) {
    return operate(">=", number(value));
  }

  /** Keeps the samples that equal the value. */
  default Expr is(double value) {
    return operate("==", number(value));
  }

  /** Keeps the samples that differ from the value. */
  default Expr isNot(double value) {
    return operate("!=", number(value));
  }

  /** Keeps the samples above those of the other expression with the same labels. */
  default Expr above(Expr right) {
    return operate(">", right);
  }

  /** Keeps the samples below those of the other expression with the same labels. */
  default Expr below(Expr right) {
    return operate("<", right);
  }

  /** Keeps the samples for which the right side has one with the same labels. */
  default Expr and(Expr right) {
    return operate("and", right);
  }

  /** Keeps the samples for which the right side has one with the same values of these labels. */
  default Expr andOn(List<String> labels, Expr right) {
    return operate("and on (" + String.join(", ", labels) + ")", right);
  }

  /** Keeps the samples for which the right side has none with the same values of these labels. */
  default Expr unlessOn(List<String> labels, Expr right) {
    return operate("unless on (" + String.join(", ", labels) + ")", right);
  }

  default Expr or(Expr right) {
    return operate("or", right);
  }

  default Expr sumBy(String... labels) {
    return aggregate("sum", labels);
  }

  default Expr maxBy(String... labels) {
    return aggregate("max", labels);
  }

  default Expr minBy(String... labels) {
    return aggregate("min", labels);
  }

  default Expr countBy(String... labels) {
    return aggregate("count", labels);
  }

  default Expr avgBy(String... labels) {
    return aggregate("avg", labels);
  }

  private Expr aggregate(String operation, String... labels) {
    String by = labels.length == 0 ? "" : " by (" + String.join(", ", labels) + ")";
    return of(operation + by + " (" + promql() + ")", this);
  }

  /** The quantile of histogram buckets that were rated and summed by {@code le}. */
  default Expr histogramQuantile(double quantile) {
    return of("histogram_quantile(" + PromQl.format(quantile) + ", " + promql() + ")", this);
  }

  /** 1 when the expression gives nothing at all. */
  default Expr absent() {
    return of("absent(" + promql() + ")", this);
  }

  /** The time at which each sample was taken, in seconds since the epoch. */
  default Expr timestamp() {
    return of("timestamp(" + promql() + ")", this);
  }

  /** The highest value of a sub-query over the window. */
  default Expr maxOverTime(Duration window) {
    return of("max_over_time((" + promql() + ")[" + PromQl.format(window) + ":])", this);
  }

  /** The lowest value of a sub-query over the window. */
  default Expr minOverTime(Duration window) {
    return of("min_over_time((" + promql() + ")[" + PromQl.format(window) + ":])", this);
  }
}
