package org.bbbfleet.alerts.policy;

import java.time.Duration;

/**
 * How much of the fleet may be touched at once.
 *
 * @param hosts at most so many hosts within the window
 * @param percent and at most so many percent of the fleet
 * @param least but always so many, or a small fleet could not be healed at all
 * @param window over which hosts are counted
 */
public record Budget(int hosts, int percent, int least, Duration window) {
  /** What ships. */
  public static final Budget STANDARD = new Budget(10, 20, 3, Duration.ofMinutes(10));

  /** How many hosts of a fleet of this size. */
  public int limit(int fleet) {
    return Math.max(least, Math.min(hosts, (int) ((long) fleet * percent / 100)));
  }
}
