package org.bbbfleet.exporters.livestream;

import java.util.List;
import org.bbbfleet.core.metrics.Metric;

/** What the livestream exporter says. The values of {@code state} are {@link WorkerState}'s. */
public final class LivestreamMetrics {
  private LivestreamMetrics() {}

  public static final Metric WORKERS =
      Metric.gauge(
          "livestream_workers",
          "Livestream workers by state; all states are always present.",
          "state");

  public static final Metric WORKER_STATE =
      Metric.gauge(
          "livestream_worker_state",
          "1 for the state that the worker is in, 0 for the others.",
          "worker",
          "state");

  public static final Metric STATE_SECONDS =
      Metric.gauge(
          "livestream_worker_state_seconds",
          "How long the worker has been in its state, as far as the agent has seen.",
          "worker");

  public static final Metric WORKER_INFO =
      Metric.gauge(
          "livestream_worker_info",
          "Constant 1; where the worker runs: its systemd unit and the short id of its container,"
              + " empty when it has none.",
          "worker",
          "unit",
          "container");

  public static final Metric AGE =
      Metric.gauge(
          "livestream_worker_age_seconds", "Age of the worker's oldest process.", "worker");

  public static final Metric RESIDENT =
      Metric.gauge(
          "livestream_worker_resident_bytes",
          "Resident memory of all processes of the worker; shared memory counts in each.",
          "worker");

  public static final Metric FFMPEG_CPU =
      Metric.counter(
          "livestream_worker_ffmpeg_cpu_seconds_total",
          "CPU time that ffmpeg processes of the worker were seen to use.",
          "worker");

  public static final Metric FFMPEG_IDLE =
      Metric.gauge(
          "livestream_worker_ffmpeg_idle_seconds",
          "How long ffmpeg's CPU time has stood still (below the least share of a processor).",
          "worker");

  public static final Metric FFMPEG_AGE =
      Metric.gauge(
          "livestream_worker_ffmpeg_age_seconds", "Age of the worker's oldest ffmpeg.", "worker");

  public static final Metric FFMPEG_STARTS =
      Metric.counter(
          "livestream_worker_ffmpeg_starts_total",
          "How many ffmpeg processes of the worker were seen for the first time.",
          "worker");

  public static final Metric HIDDEN =
      Metric.gauge(
          "livestream_workers_hidden",
          "Workers that are counted in livestream_workers only, because there are too many for"
              + " series of their own.");

  public static List<Metric> all() {
    return List.of(
        WORKERS,
        WORKER_STATE,
        STATE_SECONDS,
        WORKER_INFO,
        AGE,
        RESIDENT,
        FFMPEG_CPU,
        FFMPEG_IDLE,
        FFMPEG_AGE,
        FFMPEG_STARTS,
        HIDDEN);
  }
}
