package org.bbbfleet.exporters.fleet;

import java.util.List;
import org.bbbfleet.core.metrics.Metric;

/** What the agent says of itself and of each of its collectors. */
public final class FleetMetrics {
  private FleetMetrics() {}

  public static final Metric BUILD_INFO =
      Metric.gauge(
          "fleet_build_info", "Constant 1; the version of BBB Fleet that runs here.", "version");

  public static final Metric COLLECTOR_SUCCESS =
      Metric.gauge(
          "fleet_collector_success",
          "Whether the collector's last collection ended in time and without error (1) or not (0).",
          "collector");

  public static final Metric COLLECTOR_DURATION =
      Metric.gauge(
          "fleet_collector_duration_seconds",
          "How long the collector's last collection took.",
          "collector");

  public static final Metric COLLECTOR_LAST_SUCCESS =
      Metric.gauge(
          "fleet_collector_last_success_timestamp_seconds",
          "When the collector last succeeded, by the host's own clock.",
          "collector");

  /**
   * The age by the host's own clock, so that a reader subtracts it from the scrape's time and knows
   * when the data was measured without trusting the host's clock.
   */
  public static final Metric COLLECTOR_AGE =
      Metric.gauge(
          "fleet_collector_age_seconds",
          "How long before this scrape the collector's last successful collection began.",
          "collector");

  public static final Metric COLLECTOR_FAILURES =
      Metric.counter(
          "fleet_collector_failures_total",
          "Collections that failed, by reason (error, timeout).",
          "collector",
          "reason");

  public static List<Metric> all() {
    return List.of(
        BUILD_INFO,
        COLLECTOR_SUCCESS,
        COLLECTOR_DURATION,
        COLLECTOR_LAST_SUCCESS,
        COLLECTOR_AGE,
        COLLECTOR_FAILURES);
  }
}
