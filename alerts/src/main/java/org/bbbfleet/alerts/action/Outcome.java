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
  /** A person's stop or pause came before the request left, so nothing was done. */
  HELD_BACK,
  /** The answer was lost: it may or may not have been done. It is not repeated. */
  CUT_OFF,
  /** Only described, because the healer runs dry. */
  DRY_RUN;

  /** Whether something may have happened on the host, so that the signal is worth a look. */
  public boolean mayHaveActed() {
    return switch (this) {
      case DONE, NOTHING_TO_DO, FAILED, CUT_OFF -> true;
      case REFUSED, NOT_REACHED, HELD_BACK, DRY_RUN -> false;
    };
  }

  /** As metrics and messages have it. */
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}
