package org.bbbfleet.alerts.incident;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.bbbfleet.alerts.action.Outcome;

/**
 * One try of one step.
 *
 * @param incident whose
 * @param step which step of the policy
 * @param action the catalogue's name
 * @param parameters as the host got them
 * @param state how far it came
 * @param outcome how it ended, once finished
 * @param output what it printed, once finished
 */
public record Attempt(
    long incident,
    int step,
    String action,
    Map<String, String> parameters,
    State state,
    Instant plannedAt,
    Optional<Instant> startedAt,
    Optional<Instant> finishedAt,
    Optional<Outcome> outcome,
    String output) {

  /** How far an attempt came. */
  public enum State {
    /** Decided, and not begun for certain. */
    PLANNED,
    /** It may have reached the host; it will not be begun again. */
    STARTED,
    /** It came back, or is given up. */
    FINISHED
  }

  public Attempt {
    parameters = Map.copyOf(parameters);
  }
}
