package org.bbbfleet.alerts.guard;

import java.time.Instant;
import java.util.Optional;

/** Holds the healer back for a while after the wall's clock has jumped. */
public interface ClockHold {

  /** A clock that never jumps. */
  ClockHold NONE = Optional::empty;

  /**
   * Why nothing is done by itself now, and until when.
   *
   * @param until when it ends by itself
   */
  record Hold(String text, Instant until) {}

  /** Looks at the clock; the hold that there is now. */
  Optional<Hold> now();
}
