package org.bbbfleet.exporters.livestream;

import java.time.Duration;
import java.util.Optional;

/**
 * Whether what a worker streams is its meeting. It films a browser and doesn't look at it: when the
 * meeting ends, the browser crashes or the attendee is removed, that is streamed on as a healthy
 * picture. What is not known changes nothing.
 */
final class Page {
  private Optional<Duration> deadSince = Optional.empty();
  private Optional<Duration> overSince = Optional.empty();
  private boolean known;

  /**
   * Takes in a look.
   *
   * @param running whether the meeting goes on, if anybody knows
   * @param present whether the worker's attendee is in it, if anybody knows
   * @param browserGone whether the browser was there and is not any more
   */
  void see(
      Optional<Boolean> running, Optional<Boolean> present, boolean browserGone, Duration now) {
    boolean over = running.isPresent() && !running.get();
    boolean absent = running.isPresent() && present.isPresent() && !present.get();
    if (over || absent || browserGone) {
      known = true;
      deadSince = deadSince.or(() -> Optional.of(now));
    } else if (present.isPresent()) {
      known = true;
      deadSince = Optional.empty();
    } else if (running.isEmpty()) {
      known = deadSince.isPresent();
    }
    if (over) {
      overSince = overSince.or(() -> Optional.of(now));
    } else if (running.isPresent()) {
      overSince = Optional.empty();
    }
  }

  /** Nothing is streamed, so that there is nothing to be dead. */
  void off() {
    deadSince = Optional.empty();
    overSince = Optional.empty();
    known = false;
  }

  /** How long it has been dead: zero when it is not, empty when nobody knows. */
  Optional<Duration> dead(Duration now) {
    return known ? Optional.of(deadSince.map(now::minus).orElse(Duration.ZERO)) : Optional.empty();
  }

  /** How long the meeting has been over; zero when it is not known to be. */
  Duration over(Duration now) {
    return overSince.map(now::minus).orElse(Duration.ZERO);
  }
}
