package org.bbbfleet.core.metrics;

import java.util.List;

/**
 * A distribution of values over a metric's buckets; mutable, for one thread.
 *
 * <p>A value belongs to the first bucket whose upper bound is not below it, as Prometheus's {@code
 * le} says.
 */
public final class Distribution {
  private final double[] bounds;
  private final long[] counts;
  private double sum;

  public Distribution(List<Double> bounds) {
    this.bounds = bounds.stream().mapToDouble(Double::doubleValue).toArray();
    this.counts = new long[this.bounds.length + 1];
  }

  /** Adds one observation. */
  public void observe(double value) {
    int i = 0;
    while (i < bounds.length && value > bounds[i]) {
      i++;
    }
    counts[i]++;
    sum += value;
  }

  /** The upper bounds, without {@code +Inf}. */
  public double[] bounds() {
    return bounds.clone();
  }

  /** Cumulative counts, one for each bound and a last one for {@code +Inf}. */
  public long[] cumulative() {
    long[] result = counts.clone();
    for (int i = 1; i < result.length; i++) {
      result[i] += result[i - 1];
    }
    return result;
  }

  /** The sum of all observations. */
  public double sum() {
    return sum;
  }

  /** An independent copy. */
  public Distribution copy() {
    Distribution copy = new Distribution(java.util.Arrays.stream(bounds).boxed().toList());
    System.arraycopy(counts, 0, copy.counts, 0, counts.length);
    copy.sum = sum;
    return copy;
  }
}
