package org.bbbfleet.alerts.intake;

/**
 * An alert that a system's API lists.
 *
 * @param state what the system makes of it
 */
public record KnownAlert(Alert alert, State state) {

  /** What an alert is to the system that lists it. */
  public enum State {
    /** It fires, and whoever is to be notified is. */
    ACTIVE,
    /** It fires, and a silence or another alert keeps it from being notified. */
    SUPPRESSED,
    /** It is about to fire, or not sorted yet. */
    PENDING
  }
}
