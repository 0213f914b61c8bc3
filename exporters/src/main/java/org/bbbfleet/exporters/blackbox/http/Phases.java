package org.bbbfleet.exporters.blackbox.http;

import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import org.bbbfleet.core.metrics.Samples;
import org.bbbfleet.exporters.blackbox.BlackboxMetrics;

/** A stopwatch over the phases of HTTP requests, summed over redirects. */
final class Phases {
  enum Phase {
    RESOLVE,
    CONNECT,
    TLS,
    PROCESSING,
    TRANSFER
  }

  private final Map<Phase, Long> nanos = new EnumMap<>(Phase.class);
  private long mark = System.nanoTime();

  /** Begins anew, without counting what passed. */
  void begin() {
    mark = System.nanoTime();
  }

  /** Counts the time since the last mark for a phase. */
  void end(Phase phase) {
    long now = System.nanoTime();
    nanos.merge(phase, now - mark, Long::sum);
    mark = now;
  }

  double seconds(Phase phase) {
    return nanos.getOrDefault(phase, 0L) / 1e9;
  }

  void writeTo(Samples samples) {
    for (Phase phase : Phase.values()) {
      samples.put(
          BlackboxMetrics.HTTP_DURATION, seconds(phase), phase.name().toLowerCase(Locale.ROOT));
    }
  }
}
