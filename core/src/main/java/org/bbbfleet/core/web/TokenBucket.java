package org.bbbfleet.core.web;

import java.util.function.LongSupplier;
import org.bbbfleet.core.web.WebConfig.RateLimit;

/** Lets so many requests through: one each interval, and a burst of them after a pause. */
public final class TokenBucket {
  private final double perNano;
  private final int burst;
  private final LongSupplier nanos;
  private double tokens;
  private long last;

  /**
   * A full bucket.
   *
   * @param nanos monotonic time in nanoseconds
   */
  public TokenBucket(RateLimit limit, LongSupplier nanos) {
    this.perNano = 1.0 / limit.interval().toNanos();
    this.burst = limit.burst();
    this.nanos = nanos;
    this.tokens = burst;
    this.last = nanos.getAsLong();
  }

  /** Whether one more request may be served now. */
  public synchronized boolean take() {
    long now = nanos.getAsLong();
    tokens = Math.min(burst, tokens + Math.max(0, now - last) * perNano);
    last = now;
    if (tokens < 1) {
      return false;
    }
    tokens -= 1;
    return true;
  }
}
