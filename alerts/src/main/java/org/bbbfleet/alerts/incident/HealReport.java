package org.bbbfleet.alerts.incident;

import java.util.List;

/**
 * What became of an order.
 *
 * @param incident under which it is recorded; 0 for a dry run
 * @param action with its parameters
 * @param guards what each guard said
 * @param outcome {@code running}, or how the dry run ended
 * @param output what the host said
 */
public record HealReport(
    long incident, String action, List<Explanation.Answer> guards, String outcome, String output) {
  public HealReport {
    guards = List.copyOf(guards);
  }
}
