package org.bbbfleet.alerts.incident;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** A clock that stands until it is moved. */
final class ManualClock extends Clock {
  private Instant now = Instant.parse("2026-05-04T08:00:00Z");

  private Duration jumped = Duration.ZERO;

  void advance(Duration by) {
    now = now.plus(by);
  }

  /** The wall's clock is set; no time passes. */
  void jump(Duration by) {
    now = now.plus(by);
    jumped = jumped.plus(by);
  }

  /** The time of a clock that never jumps. */
  Instant steady() {
    return now.minus(jumped);
  }

  /** The same in nanoseconds. */
  long nanos() {
    return Duration.between(Instant.EPOCH, steady()).toNanos();
  }

  /** Time passes until that moment of the steady clock. */
  void set(Instant time) {
    now = time.plus(jumped);
  }

  @Override
  public Instant instant() {
    return now;
  }

  @Override
  public ZoneId getZone() {
    return ZoneOffset.UTC;
  }

  @Override
  public Clock withZone(ZoneId zone) {
    return this;
  }
}
