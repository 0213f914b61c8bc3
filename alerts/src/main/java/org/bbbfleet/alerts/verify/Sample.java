package org.bbbfleet.alerts.verify;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.Map;

/**
 * One sample of an instant query.
 *
 * @param labels its labels, perhaps with {@code __name__}
 * @param at when the query was evaluated, by the clock of the source
 * @param value its value
 */
public record Sample(Map<String, String> labels, Instant at, double value) {
  public Sample {
    labels = Map.copyOf(labels);
    requireNonNull(at, "at is null");
  }
}
