package org.bbbfleet.exporters.greenlight;

import java.util.List;
import org.bbbfleet.core.metrics.Metric;
import org.bbbfleet.exporters.page.PageFailure;

/** What the greenlight exporter says. */
public final class GreenlightMetrics {
  private GreenlightMetrics() {}

  public static final Metric UP =
      Metric.gauge("greenlight_up", "Whether Greenlight answers its health check (1) or not (0).");

  public static final Metric FAILURE =
      Metric.gauge(
          "greenlight_failure", PageFailure.help("the health check is not answered"), "reason");

  public static final Metric HEALTHY =
      Metric.gauge(
          "greenlight_healthy",
          "Whether Greenlight's own check of what it needs succeeded (1) or not (0); absent without"
              + " an answer.");

  public static final Metric UNHEALTHY =
      Metric.gauge(
          "greenlight_unhealthy",
          "1 for what the check failed at (database, redis, smtp, bigbluebutton, cache, other), 0"
              + " for the rest. It ends at the first failure.",
          "component");

  public static final Metric TOOK =
      Metric.gauge(
          "greenlight_health_check_seconds",
          "How long the check took; it asks all that Greenlight needs.");

  public static List<Metric> all() {
    return List.of(UP, FAILURE, HEALTHY, UNHEALTHY, TOOK);
  }
}
