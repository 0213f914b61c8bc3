package org.bbbfleet.core.metrics;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What one collection measured: values by declared metric and label values. Filled by one thread,
 * then handed over and only read. What was not measured is simply not put: absent data stays
 * absent.
 */
public final class Samples {
  private final Map<Metric, Map<List<String>, Object>> families = new LinkedHashMap<>();

  /**
   * States a value. A second value for the same labels replaces the first.
   *
   * @throws IllegalArgumentException when the number of label values is not the declared one
   */
  public Samples put(Metric metric, double value, String... labelValues) {
    if (metric.type() == MetricType.HISTOGRAM || metric.type() == MetricType.GAUGE_HISTOGRAM) {
      throw new IllegalArgumentException(metric.name() + " is a histogram: give a distribution");
    }
    series(metric, labelValues).put(key(metric, labelValues), value);
    return this;
  }

  /** Adds to a value; the first addition starts at zero. */
  public Samples add(Metric metric, double value, String... labelValues) {
    Object old = series(metric, labelValues).get(key(metric, labelValues));
    return put(metric, (old == null ? 0 : (Double) old) + value, labelValues);
  }

  /** States a distribution of a histogram or gauge histogram. */
  public Samples put(Metric metric, Distribution distribution, String... labelValues) {
    requireNonNull(distribution, "distribution is null");
    if (metric.type() != MetricType.HISTOGRAM && metric.type() != MetricType.GAUGE_HISTOGRAM) {
      throw new IllegalArgumentException(metric.name() + " is not a histogram: give a value");
    }
    if (!Arrays.equals(
        distribution.bounds(), metric.buckets().stream().mapToDouble(b -> b).toArray())) {
      throw new IllegalArgumentException(
          metric.name() + " has other buckets than this distribution: " + metric.buckets());
    }
    series(metric, labelValues).put(key(metric, labelValues), distribution.copy());
    return this;
  }

  /** Takes over all values of another collection. */
  public Samples putAll(Samples other) {
    other.families.forEach(
        (metric, series) ->
            families.computeIfAbsent(metric, m -> new LinkedHashMap<>()).putAll(series));
    return this;
  }

  /** The value for these labels, or NaN when nothing was measured. */
  public double value(Metric metric, String... labelValues) {
    Object value = families.getOrDefault(metric, Map.of()).get(key(metric, labelValues));
    return value instanceof Double d ? d : Double.NaN;
  }

  /** The distribution for these labels, or null when nothing was measured. */
  public Distribution distribution(Metric metric, String... labelValues) {
    Object value = families.getOrDefault(metric, Map.of()).get(key(metric, labelValues));
    return value instanceof Distribution d ? d : null;
  }

  /** The metrics that were measured, in the order of their first value. */
  public List<Metric> metrics() {
    return new ArrayList<>(families.keySet());
  }

  /** The label values for which this metric was measured. */
  public List<List<String>> series(Metric metric) {
    return new ArrayList<>(families.getOrDefault(metric, Map.of()).keySet());
  }

  Map<List<String>, Object> raw(Metric metric) {
    return families.getOrDefault(metric, Map.of());
  }

  private Map<List<String>, Object> series(Metric metric, String[] labelValues) {
    if (metric.labels().size() != labelValues.length) {
      throw new IllegalArgumentException(
          metric.name() + " has the labels " + metric.labels() + ", got " + labelValues.length);
    }
    return families.computeIfAbsent(metric, m -> new LinkedHashMap<>());
  }

  private static List<String> key(Metric metric, String[] labelValues) {
    for (String value : labelValues) {
      requireNonNull(value, () -> metric.name() + ": a label value is null");
    }
    return List.of(labelValues);
  }
}
