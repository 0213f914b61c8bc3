package org.bbbfleet.exporters.fleet;

import java.util.List;
import org.bbbfleet.core.metrics.Metric;

/** What the agent says of its own service: its configuration, its exporters, its scrapes. */
public final class AgentMetrics {
  private AgentMetrics() {}

  public static final Metric RELOAD_SUCCESSFUL =
      Metric.gauge(
          "fleet_agent_config_last_reload_successful",
          "Whether the configuration was read without fault the last time (1) or the one before"
              + " it is still in use (0).");

  public static final Metric RELOAD_TIMESTAMP =
      Metric.gauge(
          "fleet_agent_config_last_reload_success_timestamp_seconds",
          "When the configuration in use was read, by the host's own clock.");

  public static final Metric RELOAD_FAILURES =
      Metric.counter(
          "fleet_agent_config_reload_failures_total",
          "How often a new configuration was refused because of its faults.");

  public static final Metric EXPORTER_ENABLED =
      Metric.gauge(
          "fleet_agent_exporter_enabled",
          "Whether the exporter is on here (1) or off (0); the agent's page says why.",
          "collector");

  public static final Metric SCRAPES_IN_FLIGHT =
      Metric.gauge(
          "fleet_agent_scrapes_in_flight", "Scrapes that are being answered, this one included.");

  public static final Metric SCRAPES_REFUSED =
      Metric.counter(
          "fleet_agent_scrapes_refused_total",
          "Scrapes without an answer, by reason: limit (too many at once), timeout (the scraper's"
              + " time was over before it had read the answer).",
          "reason");

  public static List<Metric> all() {
    return List.of(
        RELOAD_SUCCESSFUL,
        RELOAD_TIMESTAMP,
        RELOAD_FAILURES,
        EXPORTER_ENABLED,
        SCRAPES_IN_FLIGHT,
        SCRAPES_REFUSED);
  }
}
