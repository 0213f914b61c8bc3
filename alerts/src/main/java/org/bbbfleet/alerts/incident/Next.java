package org.bbbfleet.alerts.incident;

import java.time.Instant;

/** When an incident is looked at again. */
sealed interface Next {

  /** At once: it has moved on. */
  record Now() implements Next {}

  /** At that time, or earlier if something happens. */
  record At(Instant time) implements Next {}

  /** Only if something happens. */
  record Never() implements Next {}

  static Next now() {
    return new Now();
  }

  static Next at(Instant time) {
    return new At(time);
  }

  static Next never() {
    return new Never();
  }
}
