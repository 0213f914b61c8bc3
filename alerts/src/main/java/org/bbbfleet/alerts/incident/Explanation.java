package org.bbbfleet.alerts.incident;

import java.util.List;
import java.util.Map;

/**
 * What would happen now if an alert fired on a host, and why.
 *
 * @param labels that the alert was taken to have
 * @param role whose policy it is
 * @param well whether there is nothing to do now, because the signal is well
 * @param onlyAPersonBecause why no step exists; empty when there are steps
 * @param approvalPatience how long a person may take to answer, in seconds
 * @param origins by field of the policy, where its value was written
 * @param file where an admin changes it, beside the inventory
 */
public record Explanation(
    String alert,
    String host,
    Map<String, String> labels,
    String role,
    boolean well,
    String onlyAPersonBecause,
    List<Rung> steps,
    long approvalPatience,
    Map<String, String> origins,
    String file) {

  /**
   * One step.
   *
   * @param action with its parameters
   * @param impact harmless, disruptive or destructive
   * @param mode how far it may go by itself
   * @param verdict act, wait, ask, refuse: what would happen if the signal is broken
   * @param guard which guard decides; empty when all pass
   * @param because why
   * @param guards what each guard says
   */
  public record Rung(
      int number,
      String action,
      String impact,
      String mode,
      String verdict,
      String guard,
      String because,
      List<Answer> guards) {
    public Rung {
      guards = List.copyOf(guards);
    }
  }

  /** What one guard says now: pass, wait, ask, refuse or well. */
  public record Answer(String guard, String decision, String reason) {}

  public Explanation {
    labels = Map.copyOf(labels);
    steps = List.copyOf(steps);
    origins = java.util.Collections.unmodifiableMap(new java.util.LinkedHashMap<>(origins));
  }
}
