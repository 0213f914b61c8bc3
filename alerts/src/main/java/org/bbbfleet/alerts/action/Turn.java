package org.bbbfleet.alerts.action;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/** What a turn of a {@link LongAction} came to. */
public sealed interface Turn {

  /** Goes on after a while. */
  record Again(Duration after) implements Turn {
    public Again {
      requireNonNull(after, "after is null");
    }
  }

  /** It is over. */
  record Over(Report report) implements Turn {
    public Over {
      requireNonNull(report, "report is null");
    }
  }

  /** Goes on at once. */
  static Turn now() {
    return new Again(Duration.ZERO);
  }

  /** Goes on after a while. */
  static Turn after(Duration length) {
    return new Again(length);
  }

  /** It is over. */
  static Turn over(Outcome outcome, String output) {
    return new Over(new Report(outcome, output));
  }
}
