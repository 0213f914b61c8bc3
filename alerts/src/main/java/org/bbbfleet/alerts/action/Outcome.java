package org.bbbfleet.alerts.action;

import java.util.Locale;

/** How an attempt ended, as far as we know. Whether it helped, only the signal says. */
public enum Outcome {
  /** The host says that it did it. */
  DONE,
  /** The host says that there was nothing to do. */
  NOTHING_TO_DO,
  /** The host says that it tried and failed. */
  FAILED,
  /** The host does not allow it; nothing was done. */
  REFUSED,
  /** The host could not be reached, so nothing was done. */
  NOT_REACHED,
  /** The answer was lost: it may or may not have been done. It is not repeated. */
  CUT_OFF,
  /** Only described, because the healer runs dry. */
  DRY_RUN;

  /** Whether something may have happened on the host, so that the signal is worth a look. */
  public boolean mayHaveActed() {
    return this != REFUSED && this != NOT_REACHED && this != DRY_RUN;
  }

  /** As metrics and messages have it. */
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}
