package org.bbbfleet.exporters.fleet;

import java.util.List;
import org.bbbfleet.core.metrics.Metric;

/** What the healer counts of its decisions. Labels are closed sets: no host, no alert. */
public final class HealerMetrics {
  private static final double[] HEALED_WITHIN = {10, 30, 60, 120, 300, 900, 1800, 3600};
  private static final double[] ANSWERED_WITHIN = {0.001, 0.005, 0.01, 0.02, 0.05, 0.1, 0.5, 2};

  private HealerMetrics() {}

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
          "Steps that a guard made wait (counted once per wait), turned into a question, refused or,"
              + " at the last moment, held back.",
          "guard");

  public static final Metric GUARD_DECISIONS =
      Metric.counter(
          "fleet_guard_decisions_total",
          "What guards said to steps: pass, wait, ask, refuse, well. While a step waits they are asked"
              + " again and again: counted once for each guard that makes it wait.",
          "guard",
          "decision");

  public static final Metric STOPPED =
      Metric.gauge("fleet_healing_stopped", "Whether a person stopped all healing (1) or not (0).");

  public static final Metric PAUSES =
      Metric.gauge("fleet_healing_pauses", "Pauses that have not expired.");

  public static final Metric CLOCK_JUMPS =
      Metric.counter(
          "fleet_healing_clock_jumps_total",
          "Jumps of the control host's clock; each holds healing back for a while.");

  public static final Metric WAYS =
      Metric.gauge(
          "fleet_escalation_ways", "Ways to a person that are configured; 0: nobody is called.");

  public static final Metric TIME_TO_HEAL =
      Metric.histogram(
          "fleet_time_to_heal_seconds",
          "From the first notification to the verified end of healed incidents.",
          HEALED_WITHIN);

  public static final Metric TIME_TO_HEAL_MAX =
      Metric.gauge(
          "fleet_time_to_heal_seconds_max",
          "The longest time to heal of the last few minutes; 0 when nothing was healed in them.");

  public static final Metric NOTIFICATIONS =
      Metric.counter(
          "fleet_notifications_total",
          "Notifications of Alertmanager, by what became of them.",
          "result");

  public static final Metric TRUNCATED_ALERTS =
      Metric.counter(
          "fleet_notification_truncated_alerts_total",
          "Alerts that Alertmanager left out of its notifications.");

  public static final Metric ANSWER =
      Metric.histogram(
          "fleet_notification_answer_seconds",
          "From the head of a notification's request to its answer.",
          ANSWERED_WITHIN);

  public static final Metric ANSWER_MAX =
      Metric.gauge(
          "fleet_notification_answer_seconds_max",
          "The slowest answer to a notification of the last few minutes; 0 when there was none.");

  public static final Metric LOST_NOTIFICATIONS =
      Metric.counter(
          "fleet_reconciliation_notifications_lost_total",
          "Incidents that were opened by asking, as no notification told of them.");

  public static final Metric LOST_RESOLVES =
      Metric.counter(
          "fleet_reconciliation_resolves_lost_total",
          "Incidents whose alerts were found to be over by asking.");

  public static final Metric RECONCILIATION_FAILURES =
      Metric.counter(
          "fleet_reconciliation_failures_total",
          "Times that Alertmanager or Prometheus could not be asked for its alerts.");

  public static final Metric ESCALATIONS =
      Metric.counter(
          "fleet_escalations_total",
          "Attempts to reach a person, by way and result.",
          "channel",
          "result");

  public static final Metric AUDIT_HEAD =
      Metric.gauge(
          "fleet_audit_head_info",
          "Where the audit trail ends: fleet audit verify --head SEQUENCE:HASH.",
          "sequence",
          "hash");

  public static List<Metric> all() {
    return List.of(
        NOTIFICATIONS,
        TRUNCATED_ALERTS,
        ANSWER,
        ANSWER_MAX,
        LOST_NOTIFICATIONS,
        LOST_RESOLVES,
        RECONCILIATION_FAILURES,
        INCIDENTS,
        INCIDENTS_OPENED,
        INCIDENTS_ENDED,
        ATTEMPTS,
        GUARD_REFUSALS,
        GUARD_DECISIONS,
        STOPPED,
        PAUSES,
        CLOCK_JUMPS,
        TIME_TO_HEAL,
        TIME_TO_HEAL_MAX,
        ESCALATIONS,
        WAYS,
        AUDIT_HEAD);
  }
}
