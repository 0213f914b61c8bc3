package org.bbbfleet.exporters.fleet;

import java.util.List;
import org.bbbfleet.core.metrics.Metric;

/** What the healer counts of its decisions. Labels are closed sets: no host, no alert. */
public final class HealerMetrics {
  private HealerMetrics() {}

  public static final Metric INCIDENTS =
      Metric.gauge(
          "fleet_incidents", "Incidents that are not closed, by where they stand.", "state");

  public static final Metric OPENED =
      Metric.counter("fleet_incidents_opened_total", "Incidents that were opened.");

  public static final Metric ENDED =
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

  public static final Metric REFUSALS =
      Metric.counter(
          "fleet_guard_refusals_total",
          "Steps that a guard made wait, turned into a question or refused.",
          "guard");

  public static final Metric DECISIONS =
      Metric.counter(
          "fleet_guard_decisions_total",
          "What guards said to steps: pass, wait (counted once per wait), ask, refuse, well.",
          "guard",
          "decision");

  public static final Metric STOPPED =
      Metric.gauge("fleet_healing_stopped", "Whether a person stopped all healing (1) or not (0).");

  public static final Metric PAUSES =
      Metric.gauge("fleet_healing_pauses", "Pauses that have not expired.");

  public static List<Metric> all() {
    return List.of(INCIDENTS, OPENED, ENDED, ATTEMPTS, REFUSALS, DECISIONS, STOPPED, PAUSES);
  }
}
