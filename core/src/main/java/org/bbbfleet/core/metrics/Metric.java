package org.bbbfleet.core.metrics;

import static java.util.Objects.requireNonNull;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The declaration of a metric family: written once, beside the collector that fills it. Rules and
 * dashboards refer to the declaration, never to the name.
 *
 * @param name the full name as it is queried; a counter's ends in {@code _total}
 * @param type the kind of family
 * @param help one sentence for the reader of {@code /metrics}: meaning and unit
 * @param labels the label names, in the order in which values are given
 * @param buckets the upper bounds of a histogram without {@code +Inf}, ascending; else empty
 */
public record Metric(
    String name, MetricType type, String help, List<String> labels, List<Double> buckets) {
  private static final Pattern NAME = Pattern.compile("[a-zA-Z_:][a-zA-Z0-9_:]*");
  private static final Pattern LABEL = Pattern.compile("[a-zA-Z_][a-zA-Z0-9_]*");

  public Metric {
    requireNonNull(type, "type is null");
    requireNonNull(help, "help is null");
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException("not a metric name: " + name);
    }
    if (type == MetricType.COUNTER && !name.endsWith("_total")) {
      throw new IllegalArgumentException(
          name + ": a counter's name ends in _total; declare a peer's odd name untyped");
    }
    labels = List.copyOf(labels);
    for (String label : labels) {
      if (!LABEL.matcher(label).matches()) {
        throw new IllegalArgumentException(name + ": not a label name: " + label);
      }
    }
    if (Set.copyOf(labels).size() != labels.size()) {
      throw new IllegalArgumentException(name + ": a label is given twice: " + labels);
    }
    buckets = List.copyOf(buckets);
    for (int i = 1; i < buckets.size(); i++) {
      if (buckets.get(i - 1) >= buckets.get(i)) {
        throw new IllegalArgumentException(name + ": buckets must be ascending: " + buckets);
      }
    }
  }

  /** A number that goes up and down. */
  public static Metric gauge(String name, String help, String... labels) {
    return new Metric(name, MetricType.GAUGE, help, List.of(labels), List.of());
  }

  /** A number that only goes up; the name ends in {@code _total}. */
  public static Metric counter(String name, String help, String... labels) {
    return new Metric(name, MetricType.COUNTER, help, List.of(labels), List.of());
  }

  /** A number of unstated kind, for compatibility with peers. */
  public static Metric untyped(String name, String help, String... labels) {
    return new Metric(name, MetricType.UNTYPED, help, List.of(labels), List.of());
  }

  /** Observations over time. Buckets are upper bounds, ascending, without {@code +Inf}. */
  public static Metric histogram(String name, String help, double[] buckets, String... labels) {
    return new Metric(name, MetricType.HISTOGRAM, help, List.of(labels), boxed(buckets));
  }

  /** A current distribution. Buckets are upper bounds, ascending, without {@code +Inf}. */
  public static Metric gaugeHistogram(
      String name, String help, double[] buckets, String... labels) {
    return new Metric(name, MetricType.GAUGE_HISTOGRAM, help, List.of(labels), boxed(buckets));
  }

  private static List<Double> boxed(double[] buckets) {
    return Arrays.stream(buckets).boxed().toList();
  }
}
