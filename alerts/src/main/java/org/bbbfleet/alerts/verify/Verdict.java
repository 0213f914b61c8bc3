package org.bbbfleet.alerts.verify;

import static java.util.Objects.requireNonNull;

/**
 * What a signal says.
 *
 * @param health the verdict
 * @param evidence the values it rests on, for people
 */
public record Verdict(Health health, String evidence) {

  /** How a thing is. No data is never well. */
  public enum Health {
    /** Measured after the given time, and not broken. */
    WELL,
    /** The rule's expression has a sample for it. */
    BROKEN,
    /** Not measured since then, or Prometheus did not answer. */
    UNKNOWN
  }

  public Verdict {
    requireNonNull(health, "health is null");
    requireNonNull(evidence, "evidence is null");
  }
}
