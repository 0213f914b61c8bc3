package org.bbbfleet.exporters.livestream;

import java.time.Duration;

/** Whether a growing number grows fast enough. All times are the host's uptime. */
final class Progress {
  private final double perSecond;
  private final long least;
  private long mark;
  private Duration when;
  private int steps;

  /**
   * Begins.
   *
   * @param perSecond the growth below which the number counts as standing still
   * @param least the smallest growth that counts: a look right after a small one must not take it
   *     for a rate
   */
  Progress(double perSecond, long least, long value, Duration now) {
    this.perSecond = perSecond;
    this.least = least;
    this.mark = value;
    this.when = now;
  }

  /** Takes in a value. */
  void see(long value, Duration now) {
    double due = now.minus(when).toMillis() / 1000.0 * perSecond;
    if (value - mark >= Math.max(least, due)) {
      mark = value;
      when = now;
      steps++;
    }
  }

  /** How long it has stood still. */
  Duration idle(Duration now) {
    return now.minus(when);
  }

  /** How many looks found that it got on. */
  int steps() {
    return steps;
  }
}
