package org.bbbfleet.provisioning.signal;

import java.time.Duration;

/**
 * How old a measurement may be to count as one of after the changes. It must have been made after
 * them, unless it is made so rarely that none can be waited for: then the last one must be of the
 * last two rounds.
 *
 * @param allowance how long before the changes it may have been made
 */
record Freshness(Duration allowance) {

  /**
   * What is asked of a measurement.
   *
   * @param every how often it is made
   * @param within how long a role has to be well
   */
  static Freshness of(Duration every, Duration within) {
    Duration rounds = every.multipliedBy(2);
    return new Freshness(rounds.compareTo(within) > 0 ? rounds : Duration.ZERO);
  }

  /** Whether something so old was measured late enough, so long after the changes. */
  boolean admits(Duration age, Duration sinceChanges) {
    return age.compareTo(sinceChanges.plus(allowance)) < 0;
  }
}
