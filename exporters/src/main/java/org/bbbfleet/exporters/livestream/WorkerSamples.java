package org.bbbfleet.exporters.livestream;

import java.time.Duration;
import java.util.List;
import org.bbbfleet.core.metrics.Samples;
import org.bbbfleet.exporters.proc.Proc;
import org.bbbfleet.exporters.proc.Processes;

/** Writes one worker's samples. */
final class WorkerSamples {
  private static final int SHORT_ID = 12;

  private WorkerSamples() {}

  static void put(Samples samples, String name, Worker worker, List<Proc> procs, Processes look) {
    Duration now = look.uptime();
    for (WorkerState state : WorkerState.values()) {
      samples.put(
          LivestreamMetrics.WORKER_STATE, state == worker.state() ? 1 : 0, name, state.label());
    }
    samples.put(LivestreamMetrics.STATE_SECONDS, seconds(worker.stateAge(now)), name);
    samples.put(
        LivestreamMetrics.WORKER_INFO,
        1,
        name,
        worker.unit().orElse(""),
        worker.container().map(id -> id.substring(0, SHORT_ID)).orElse(""));
    samples.put(LivestreamMetrics.RESTARTS, worker.restarts(), name);
    if (!procs.isEmpty()) {
      samples.put(LivestreamMetrics.AGE, oldest(procs, look), name);
      samples.put(LivestreamMetrics.RESIDENT, procs.stream().mapToLong(Proc::rssBytes).sum(), name);
    }
    worker.sent().ifPresent(bytes -> samples.put(LivestreamMetrics.SENT, bytes, name));
    ffmpeg(samples, name, worker.ffmpegs(), procs, look);
    meeting(samples, name, worker, now);
  }

  private static void ffmpeg(
      Samples samples, String name, Ffmpegs ffmpegs, List<Proc> procs, Processes look) {
    samples.put(LivestreamMetrics.FFMPEG_CPU, ffmpegs.cpuSeconds(), name);
    samples.put(LivestreamMetrics.FFMPEG_STARTS, ffmpegs.starts(), name);
    ffmpegs.written().ifPresent(bytes -> samples.put(LivestreamMetrics.WRITTEN, bytes, name));
    if (ffmpegs.any()) {
      List<Proc> all = procs.stream().filter(p -> p.comm().equals("ffmpeg")).toList();
      samples.put(LivestreamMetrics.FFMPEG_IDLE, seconds(ffmpegs.idle(look.uptime())), name);
      samples.put(LivestreamMetrics.FFMPEG_AGE, oldest(all, look), name);
    }
  }

  private static void meeting(Samples samples, String name, Worker worker, Duration now) {
    Evidence told = worker.evidence();
    told.meetingRunning()
        .ifPresent(
            running -> {
              samples.put(LivestreamMetrics.MEETING_RUNNING, running ? 1 : 0, name);
              if (worker.state() == WorkerState.EXITED) {
                samples.put(LivestreamMetrics.FAILED, running ? 1 : 0, name);
              }
            });
    told.present()
        .ifPresent(present -> samples.put(LivestreamMetrics.PRESENT, present ? 1 : 0, name));
    worker
        .page()
        .dead(now)
        .ifPresent(age -> samples.put(LivestreamMetrics.DEAD_PAGE, seconds(age), name));
    if (worker.state() == WorkerState.EXITED) {
      told.exitCode().ifPresent(code -> samples.put(LivestreamMetrics.EXIT_CODE, code, name));
    }
  }

  private static double oldest(List<Proc> procs, Processes look) {
    return procs.stream().mapToDouble(p -> seconds(look.age(p))).max().orElse(0);
  }

  private static double seconds(Duration duration) {
    return duration.toMillis() / 1000.0;
  }
}
