package org.bbbfleet.core.promql;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.bbbfleet.core.metrics.Metric;
import org.bbbfleet.core.metrics.MetricType;

/** The series of one declared metric, narrowed by label matchers. */
public final class Selector implements Expr {
  /** Labels that Prometheus or our service discovery adds to every series. */
  private static final Set<String> TARGET_LABELS =
      Set.of("job", "instance", "host", "group", "role", "le", "target", "target_type", "module");

  private final Metric metric;
  private final String suffix;
  private final List<String> matchers;

  private Selector(Metric metric, String suffix, List<String> matchers) {
    this.metric = requireNonNull(metric, "metric is null");
    this.suffix = suffix;
    this.matchers = List.copyOf(matchers);
  }

  /** All series of a metric. A histogram is queried by {@link #buckets} and the like. */
  public static Selector metric(Metric metric) {
    return new Selector(metric, "", List.of());
  }

  /** The bucket series of a histogram. */
  public static Selector buckets(Metric metric) {
    return new Selector(histogram(metric), "_bucket", List.of());
  }

  /** The number of observations of a histogram. */
  public static Selector count(Metric metric) {
    boolean gauge = histogram(metric).type() == MetricType.GAUGE_HISTOGRAM;
    return new Selector(metric, gauge ? "_gcount" : "_count", List.of());
  }

  /** The sum of the observations of a histogram. */
  public static Selector sum(Metric metric) {
    boolean gauge = histogram(metric).type() == MetricType.GAUGE_HISTOGRAM;
    return new Selector(metric, gauge ? "_gsum" : "_sum", List.of());
  }

  private static Metric histogram(Metric metric) {
    if (metric.type() != MetricType.HISTOGRAM && metric.type() != MetricType.GAUGE_HISTOGRAM) {
      throw new IllegalArgumentException(metric.name() + " is not a histogram");
    }
    return metric;
  }

  /** Only series whose label equals the value. */
  public Selector with(String label, String value) {
    return matching(label, "=", value);
  }

  /** Only series whose label differs from the value. */
  public Selector without(String label, String value) {
    return matching(label, "!=", value);
  }

  /** Only series whose label matches the regular expression. */
  public Selector like(String label, String regex) {
    return matching(label, "=~", regex);
  }

  /** Only series whose label does not match the regular expression. */
  public Selector unlike(String label, String regex) {
    return matching(label, "!~", regex);
  }

  private Selector matching(String label, String operator, String value) {
    if (!metric.labels().contains(label) && !TARGET_LABELS.contains(label)) {
      throw new IllegalArgumentException(metric.name() + " has no label " + label);
    }
    List<String> more = new ArrayList<>(matchers);
    more.add(label + operator + PromQl.quote(value));
    return new Selector(metric, suffix, more);
  }

  /** Per-second increase of a counter or of buckets over a window. */
  public Expr rate(Duration window) {
    return over("rate", PromQl.format(window));
  }

  /** Per-second increase over the window that Grafana thinks right. */
  public Expr rateOfInterval() {
    return over("rate", "$__rate_interval");
  }

  /** Increase of a counter over a window. */
  public Expr increase(Duration window) {
    return over("increase", PromQl.format(window));
  }

  /** How often the value changed in the window. */
  public Expr changes(Duration window) {
    return over("changes", PromQl.format(window));
  }

  public Expr avgOverTime(Duration window) {
    return over("avg_over_time", PromQl.format(window));
  }

  @Override
  public Expr maxOverTime(Duration window) {
    return over("max_over_time", PromQl.format(window));
  }

  @Override
  public Expr minOverTime(Duration window) {
    return over("min_over_time", PromQl.format(window));
  }

  /** The value so long ago. */
  public Expr offset(Duration ago) {
    return new Text(promql() + " offset " + PromQl.format(ago), metrics());
  }

  private Expr over(String function, String window) {
    return new Text(function + "(" + promql() + "[" + window + "])", metrics());
  }

  @Override
  public String promql() {
    String name = metric.name() + suffix;
    return matchers.isEmpty()
        ? name
        : name + matchers.stream().collect(Collectors.joining(", ", "{", "}"));
  }

  @Override
  public Set<Metric> metrics() {
    return Set.of(metric);
  }

  @Override
  public String toString() {
    return promql();
  }
}
