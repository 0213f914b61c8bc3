package org.bbbfleet.exporters.fleet;

import java.util.List;
import org.bbbfleet.core.metrics.Metric;

/**
 * What the service says of itself: healing, its API, its streams. Micrometer's meters fill them; a
 * test of the running service holds its page against these declarations. Labels are closed sets:
 * no host, no alert, no person.
 */
public final class ServeMetrics {
  private static final double[] HEALED_WITHIN = {10, 30, 60, 120, 300, 900, 1800, 3600};

  private ServeMetrics() {}

  public static final Metric NOTIFICATIONS =
      Metric.counter(
          "fleet_notifications_total",
          "Notifications of Alertmanager, by what became of them.",
          "result");

  public static final Metric TRUNCATED_ALERTS =
      Metric.counter(
          "fleet_notification_truncated_alerts_total",
          "Alerts that Alertmanager left out of its notifications.");

  public static final Metric INCIDENTS =
      Metric.gauge(
          "fleet_incidents", "Incidents that are not closed, by where they stand.", "state");

  public static final Metric INCIDENTS_OPENED =
      Metric.counter("fleet_incidents_opened_total", "Incidents that were opened.");

  public static final Metric INCIDENTS_ENDED =
      Metric.counter(
          "fleet_incidents_ended_total",
          "Incidents that were healed, escalated to a person or resolved without us.",
          "state");

  public static final Metric ATTEMPTS =
      Metric.counter(
          "fleet_attempts_total",
          "Attempts by action and how they ended; only the signal says if they helped.",
          "action",
          "outcome");

  public static final Metric GUARD_REFUSALS =
      Metric.counter(
          "fleet_guard_refusals_total",
          "Steps that a guard made wait, turned into a question or refused.",
          "guard");

  public static final Metric GUARD_DECISIONS =
      Metric.counter(
          "fleet_guard_decisions_total",
          "What guards said to steps: pass, wait (counted once per wait), ask, refuse, well.",
          "guard",
          "decision");

  public static final Metric STOPPED =
      Metric.gauge(
          "fleet_healing_stopped", "Whether a person stopped all healing (1) or not (0).");

  public static final Metric PAUSES =
      Metric.gauge("fleet_healing_pauses", "Pauses that have not expired.");

  public static final Metric TIME_TO_HEAL =
      Metric.histogram(
          "fleet_time_to_heal_seconds",
          "From the first notification to the verified end of healed incidents.",
          HEALED_WITHIN);

  public static final Metric TIME_TO_HEAL_MAX =
      Metric.gauge(
          "fleet_time_to_heal_seconds_max",
          "The longest time to heal of the last few minutes; 0 when nothing was healed in them.");

  public static final Metric API_REQUESTS =
      Metric.counter(
          "fleet_api_requests_total",
          "Requests to the API, by operation and HTTP status.",
          "operation",
          "status");

  public static final Metric API_STREAMS =
      Metric.gauge("fleet_api_streams", "Streams of events that are open now.");

  public static final Metric API_STREAMS_DROPPED =
      Metric.counter(
          "fleet_api_streams_dropped_total",
          "Streams that were ended because their client did not read.");

  public static final Metric ANNOTATIONS =
      Metric.counter(
          "fleet_annotations_total",
          "Annotations for Grafana by what became of them; failed ones are tried again.",
          "result");

  public static List<Metric> all() {
    return List.of(
        NOTIFICATIONS,
        TRUNCATED_ALERTS,
        INCIDENTS,
        INCIDENTS_OPENED,
        INCIDENTS_ENDED,
        ATTEMPTS,
        GUARD_REFUSALS,
        GUARD_DECISIONS,
        STOPPED,
        PAUSES,
        TIME_TO_HEAL,
        TIME_TO_HEAL_MAX,
        API_REQUESTS,
        API_STREAMS,
        API_STREAMS_DROPPED,
        ANNOTATIONS);
  }
}
