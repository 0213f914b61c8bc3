package org.bbbfleet.core.metrics;

/** The kind of a metric family, as Prometheus's exposition formats name it. */
public enum MetricType {
  /** Goes up and down. */
  GAUGE,
  /** Only goes up; its name ends in {@code _total}. */
  COUNTER,
  /** A number of unstated kind; also for peers' counters whose names lack {@code _total}. */
  UNTYPED,
  /** Observations over time in cumulative buckets, with {@code _count} and {@code _sum}. */
  HISTOGRAM,
  /** A current distribution in cumulative buckets, with {@code _gcount} and {@code _gsum}. */
  GAUGE_HISTOGRAM
}
