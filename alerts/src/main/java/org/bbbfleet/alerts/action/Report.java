package org.bbbfleet.alerts.action;

import static java.util.Objects.requireNonNull;

/**
 * What an action has to say when it is over.
 *
 * @param outcome how it ended
 * @param output what it printed, for people
 */
public record Report(Outcome outcome, String output) {
  public Report {
    requireNonNull(outcome, "outcome is null");
    requireNonNull(output, "output is null");
  }
}
