package org.bbbfleet.exporters.units;

import java.util.List;
import org.bbbfleet.core.metrics.Metric;

/**
 * What systemd says of the units that this host is expected to run: those named in the
 * configuration, and those of the watched names that are enabled. A unit that is not installed is
 * absent, not down.
 */
public final class UnitsMetrics {
  private UnitsMetrics() {}

  public static final Metric ACTIVE =
      Metric.gauge("unit_active", "Whether the unit is active (1) or not (0).", "unit");

  public static final Metric STATE =
      Metric.gauge(
          "unit_state",
          "1 for the state that the unit is in (active, activating, deactivating, inactive,"
              + " failed), 0 for the others.",
          "unit",
          "state");

  public static final Metric RESTARTS =
      Metric.counter(
          "unit_restarts_total", "How often systemd restarted the unit by itself.", "unit");

  public static final Metric STATE_SINCE =
      Metric.gauge(
          "unit_state_since_timestamp_seconds",
          "When the unit's state last changed, by the host's own clock.",
          "unit");

  public static final Metric ENABLED =
      Metric.gauge("unit_enabled", "Whether the unit starts with the host (1) or not (0).", "unit");

  public static final Metric MEMORY =
      Metric.gauge(
          "unit_memory_bytes",
          "Memory that the unit's processes use, caches included; absent when systemd does not"
              + " account for it.",
          "unit");

  public static List<Metric> all() {
    return List.of(ACTIVE, STATE, RESTARTS, STATE_SINCE, ENABLED, MEMORY);
  }
}
