package org.bbbfleet.exporters.blackbox.net;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bbbfleet.core.metrics.Metric;
import org.bbbfleet.core.metrics.Samples;

/** A stopwatch over the phases of a probe; a phase that comes again adds up. */
public final class Phases {
  private final Map<String, Long> nanos = new LinkedHashMap<>();
  private long mark = System.nanoTime();

  /** Phases that are told even if the probe never came to them, as 0. */
  public Phases(String... names) {
    expect(names);
  }

  /** Phases that are told from now on even if the probe never comes to them, as 0. */
  public void expect(String... names) {
    List.of(names).forEach(name -> nanos.putIfAbsent(name, 0L));
  }

  /** Begins anew, without counting what passed. */
  public void begin() {
    mark = System.nanoTime();
  }

  /** Counts the time since the last mark for a phase. */
  public void end(String phase) {
    long now = System.nanoTime();
    nanos.merge(phase, now - mark, Long::sum);
    mark = now;
  }

  public double seconds(String phase) {
    return nanos.getOrDefault(phase, 0L) / 1e9;
  }

  /** Puts every phase, of a metric whose only label is the phase. */
  public void writeTo(Samples samples, Metric metric) {
    nanos.forEach((phase, time) -> samples.put(metric, time / 1e9, phase));
  }
}
