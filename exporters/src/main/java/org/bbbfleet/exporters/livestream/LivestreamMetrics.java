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

  public static final Metric WRITTEN =
      Metric.counter(
          "livestream_worker_ffmpeg_written_bytes_total",
          "Bytes that ffmpeg processes of the worker wrote to files and pipes; what they send to a"
              + " server is not among them. Absent where the agent may not read it.",
          "worker");

  public static final Metric SENT =
      Metric.counter(
          "livestream_worker_sent_bytes_total",
          "Bytes that the worker's own network has sent, browser and ffmpeg together. Absent when"
              + " it uses the host's network.",
          "worker");

  public static final Metric RESTARTS =
      Metric.counter(
          "livestream_worker_restarts_total",
          "How often the worker was seen to have other processes than before, whoever restarted"
              + " it.",
          "worker");

  public static final Metric EXIT_CODE =
      Metric.gauge(
          "livestream_worker_exit_code",
          "How the worker that has ended did so, by systemd or Docker; 0 does not mean that it did"
              + " not fail. Absent while it runs.",
          "worker");

  public static final Metric FAILED =
      Metric.gauge(
          "livestream_worker_failed",
          "Whether the worker has ended although its meeting goes on, whatever its exit code."
              + " Absent while it runs, and when nobody knows of its meeting.",
          "worker");

  public static final Metric MEETING_RUNNING =
      Metric.gauge(
          "livestream_worker_meeting_running",
          "Whether the worker's meeting goes on, by BigBlueButton's API. Absent when nobody knows.",
          "worker");

  public static final Metric PRESENT =
      Metric.gauge(
          "livestream_worker_attendee_present",
          "Whether an attendee of the worker's name is in its meeting. Absent when nobody knows.",
          "worker");

  public static final Metric DEAD_PAGE =
      Metric.gauge(
          "livestream_worker_dead_page_seconds",
          "How long the worker has been streaming something that is not its meeting; 0 when it"
              + " streams its meeting. Absent when it does not stream, and when nobody knows.",
          "worker");

  public static final Metric SOURCE =
      Metric.gauge(
          "livestream_source_success",
          "Whether the last question was answered by systemd, by docker (through the gate) and by"
              + " bbb (the API). Absent for what is not asked.",
          "source");

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
        WRITTEN,
        SENT,
        RESTARTS,
        EXIT_CODE,
        FAILED,
        MEETING_RUNNING,
        PRESENT,
        DEAD_PAGE,
        SOURCE,
        HIDDEN);
  }
}
