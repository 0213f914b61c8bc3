package org.bbbfleet.alerts.intake;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.bbbfleet.core.web.TokenBucket;
import org.bbbfleet.core.web.WebConfig.RateLimit;

/** A limit for each source of notifications; of very many sources, the longest silent is forgot. */
final class SourceLimits {
  private static final int MOST_SOURCES = 1024;

  private final RateLimit limit;
  private final LongSupplier nanos;
  private final Map<String, TokenBucket> buckets =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, TokenBucket> eldest) {
          return size() > MOST_SOURCES;
        }
      };

  /**
   * @param nanos monotonic time in nanoseconds
   */
  SourceLimits(int perSecond, int burst, LongSupplier nanos) {
    this.limit = new RateLimit(Duration.ofNanos(1_000_000_000L / perSecond), burst);
    this.nanos = nanos;
  }

  /** Whether one more notification of this source may be taken now. */
  synchronized boolean take(String source) {
    return buckets.computeIfAbsent(source, key -> new TokenBucket(limit, nanos)).take();
  }
}
