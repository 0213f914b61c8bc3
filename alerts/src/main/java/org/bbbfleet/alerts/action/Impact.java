package org.bbbfleet.alerts.action;

import java.util.Locale;
import org.bbbfleet.alerts.policy.Mode;

/** How much an action may hurt when it was not needed. */
public enum Impact {
  /** Nobody notices: nothing that works is touched. */
  HARMLESS(Mode.AUTO),
  /**
   * Something is interrupted for seconds and comes back by itself; nothing that was saved is lost.
   */
  DISRUPTIVE(Mode.AUTO),
  /** Somebody's work ends, or it can't be undone: ships as a proposal, always. */
  DESTRUCTIVE(Mode.PROPOSE);

  private final Mode ships;

  Impact(Mode ships) {
    this.ships = ships;
  }

  /** How far the healer may go by itself with such an action, unless an admin says otherwise. */
  public Mode ships() {
    return ships;
  }

  /** As documents and messages have it. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
