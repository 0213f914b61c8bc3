package org.bbbfleet.alerts.policy;

import java.time.Duration;

/**
 * When so many hosts break at once that the cause is not on them: then nothing is done but told.
 *
 * @param hosts so many hosts with new incidents within the window are a storm
 * @param percent or so many percent of the fleet
 * @param least but never fewer hosts than this
 * @param window over which new incidents are counted
 * @param cooldown how long it must have been calm before anything is done again
 */
public record Storm(int hosts, int percent, int least, Duration window, Duration cooldown) {
  /** What ships. */
  public static final Storm STANDARD =
      new Storm(20, 30, 5, Duration.ofMinutes(10), Duration.ofMinutes(15));

  /** From how many hosts it is a storm, in a fleet of this size. */
  public int threshold(int fleet) {
    return Math.max(least, Math.min(hosts, (int) Math.ceil(fleet * percent / 100.0)));
  }
}
