package org.bbbfleet.alerts.guard;

import static java.util.Objects.requireNonNull;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Compares the wall's clock with one that only counts on. Both are slewed alike when a clock is
 * corrected gently, so that what remains is a clock that was set, or a machine that stood still.
 */
public final class ClockWatch {
  /** Cooldowns and budgets have minutes; what is smaller does not open them. */
  private static final Duration TOLERANCE = Duration.ofSeconds(30);

  private static final long ONE_LOOK_NANOS = 1_000_000_000L;
  private static final int LOOKS = 5;

  private final Clock wall;
  private final LongSupplier nanos;
  private Duration apart;

  /**
   * A watch that trusts the wall's clock as it is now.
   *
   * @param nanos never jumps; see {@link System#nanoTime}
   */
  public ClockWatch(Clock wall, LongSupplier nanos) {
    this.wall = requireNonNull(wall, "wall is null");
    this.nanos = requireNonNull(nanos, "nanos is null");
    this.apart = look();
  }

  /** How far the wall's clock has jumped since the last jump that was told, if it has. */
  public synchronized Optional<Duration> jump() {
    Duration now = look();
    Duration jumped = now.minus(apart);
    if (jumped.abs().compareTo(TOLERANCE) < 0) {
      return Optional.empty();
    }
    apart = now;
    return Optional.of(jumped);
  }

  private Duration look() {
    Duration seen = Duration.ZERO;
    for (int i = 0; i < LOOKS; i++) {
      long before = nanos.getAsLong();
      Instant now = wall.instant();
      long after = nanos.getAsLong();
      seen = Duration.between(Instant.EPOCH, now).minusNanos(after);
      // Between the two this thread may have had to wait.
      if (after - before < ONE_LOOK_NANOS) {
        return seen;
      }
    }
    return seen;
  }
}
