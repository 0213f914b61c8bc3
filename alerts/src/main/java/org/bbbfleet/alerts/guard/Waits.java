package org.bbbfleet.alerts.guard;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/**
 * How long guards have made a step wait. The time of each is added up, so that two guards that hold
 * a step back in turn come to their limits as one would.
 *
 * @param guard the one that made it wait when they were last asked, or empty
 * @param since since when that one has
 * @param before how long each made it wait before that
 */
public record Waits(String guard, Instant since, Map<String, Duration> before) {
  public Waits {
    requireNonNull(guard, "guard is null");
    requireNonNull(since, "since is null");
    before = Map.copyOf(before);
  }

  /** Nothing made it wait yet. */
  public static Waits none(Instant now) {
    return new Waits("", now, Map.of());
  }

  /** Whether this guard made it wait before, or does. */
  public boolean knows(String name) {
    return guard.equals(name) || before.containsKey(name);
  }

  /** When this guard's wait would have begun, had it been in one piece that ends now. */
  public Instant since(String name, Instant now) {
    Instant began = guard.equals(name) ? since : now;
    return began.minus(before.getOrDefault(name, Duration.ZERO));
  }

  /** The waits when this guard makes it wait from now on, or goes on to do so. */
  public Waits on(String name, Instant now) {
    if (guard.equals(name)) {
      return this;
    }
    Map<String, Duration> all = new HashMap<>(before);
    if (!guard.isEmpty() && since.isBefore(now)) {
      all.merge(guard, Duration.between(since, now), Duration::plus);
    }
    return new Waits(name, now, all);
  }
}
