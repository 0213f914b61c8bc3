package org.bbbfleet.provisioning.run;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/**
 * How a run goes about it.
 *
 * @param forks how many hosts at once
 * @param diff whether text differences are fetched and shown
 * @param signalsWithin how long the signals may take to be well after changes
 * @param who who asked for it, for the lease and the record
 */
public record RunOptions(int forks, Diff diff, Duration signalsWithin, String who) {

  /** Whether the text of changed files is compared. */
  public enum Diff {
    SHOW,
    OMIT
  }

  public RunOptions {
    requireNonNull(diff, "diff is null");
    requireNonNull(signalsWithin, "signalsWithin is null");
    requireNonNull(who, "who is null");
    if (forks < 1 || forks > 1000) {
      throw new IllegalArgumentException("forks must be from 1 to 1000");
    }
  }

  /** 20 hosts at once, no text differences, a minute and a half for the signals. */
  public static RunOptions by(String who) {
    return new RunOptions(20, Diff.OMIT, Duration.ofSeconds(90), who);
  }

  /** The same with another number of hosts at once. */
  public RunOptions forks(int hosts) {
    return new RunOptions(hosts, diff, signalsWithin, who);
  }

  /** The same with text differences. */
  public RunOptions showingDiff() {
    return new RunOptions(forks, Diff.SHOW, signalsWithin, who);
  }

  /** The same with another time for the signals. */
  public RunOptions signalsWithin(Duration longest) {
    return new RunOptions(forks, diff, longest, who);
  }
}
