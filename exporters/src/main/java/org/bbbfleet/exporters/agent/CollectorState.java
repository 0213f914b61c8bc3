package org.bbbfleet.exporters.agent;

import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.bbbfleet.core.metrics.Samples;
import org.bbbfleet.exporters.fleet.FleetMetrics;

/**
 * What is known of a collector after its last collection; immutable.
 *
 * @param collected whether any collection has ended yet; until then there is nothing to say
 * @param success whether the last one succeeded
 * @param samples what the last one measured; empty when it failed: old values are not served as new
 * @param took how long the last one took
 * @param lastSuccess when the last successful one began
 * @param lastSuccessNanos the same in monotonic time
 * @param failures failures since the start, by reason
 * @param why the last failure, for the operator; empty after a success
 */
record CollectorState(
    String name,
    boolean collected,
    boolean success,
    Samples samples,
    Duration took,
    Optional<Instant> lastSuccess,
    long lastSuccessNanos,
    Map<Reason, Long> failures,
    String why) {

  /** Why a collection failed. */
  enum Reason {
    /** It threw, or failed by its own account. */
    ERROR,
    /** It did not end by its deadline. */
    TIMEOUT;

    String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  static CollectorState before(String name) {
    return new CollectorState(
        name,
        false,
        false,
        new Samples(),
        Duration.ZERO,
        Optional.empty(),
        0,
        new EnumMap<>(Reason.class),
        "");
  }

  CollectorState succeeded(Samples measured, Duration duration, Instant began, long beganNanos) {
    return new CollectorState(
        name, true, true, measured, duration, Optional.of(began), beganNanos, failures, "");
  }

  CollectorState failed(Reason reason, Duration duration, String cause) {
    Map<Reason, Long> counts = new EnumMap<>(Reason.class);
    counts.putAll(failures);
    counts.merge(reason, 1L, Long::sum);
    return new CollectorState(
        name, true, false, new Samples(), duration, lastSuccess, lastSuccessNanos, counts, cause);
  }

  /**
   * How long ago the last successful collection began.
   *
   * @param nowNanos monotonic time now
   */
  Optional<Duration> age(long nowNanos) {
    return lastSuccess.map(at -> Duration.ofNanos(Math.max(0, nowNanos - lastSuccessNanos)));
  }

  /** Adds its samples and how it fares to a page. */
  void writeTo(Samples page, long nowNanos) {
    if (!collected) {
      return;
    }
    page.putAll(samples);
    page.put(FleetMetrics.COLLECTOR_SUCCESS, success ? 1 : 0, name);
    page.put(FleetMetrics.COLLECTOR_DURATION, seconds(took), name);
    lastSuccess.ifPresent(
        at -> page.put(FleetMetrics.COLLECTOR_LAST_SUCCESS, at.toEpochMilli() / 1000.0, name));
    age(nowNanos).ifPresent(age -> page.put(FleetMetrics.COLLECTOR_AGE, seconds(age), name));
    for (Reason reason : Reason.values()) {
      page.put(
          FleetMetrics.COLLECTOR_FAILURES, failures.getOrDefault(reason, 0L), name, reason.label());
    }
  }

  private static double seconds(Duration duration) {
    return duration.toNanos() / 1e9;
  }
}
