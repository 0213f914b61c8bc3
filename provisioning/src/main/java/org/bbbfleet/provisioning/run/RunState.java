package org.bbbfleet.provisioning.run;

import java.util.Locale;

/** How a run stands. */
public enum RunState {
  /** It goes on, and whoever runs it was alive a moment ago. */
  RUNNING,
  /** Every host is as it should be; for a plan: every host could be looked at. */
  OK,
  /** A host failed. */
  FAILED,
  /** Somebody stopped it, or too many hosts failed; some hosts were not done. */
  STOPPED,
  /** Whoever ran it is gone without a word. What was done stays; a new run continues. */
  INTERRUPTED;

  /** As it is printed. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
