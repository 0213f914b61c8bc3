package org.bbbfleet.exporters.livestream;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.bbbfleet.exporters.proc.Proc;
import org.bbbfleet.exporters.proc.ProcessTable;
import org.bbbfleet.exporters.proc.Processes;

/** One worker over several looks. All times are the host's uptime. */
final class Worker {
  /** Chrome's and Chromium's processes, and the driver that starts them. */
  private static final Set<String> BROWSERS =
      Set.of("chrome", "chromium", "chromedriver", "google-chrome", "firefox", "geckodriver");

  private final LivestreamOptions options;
  private Map<Proc.Id, Progress> ffmpegs = new HashMap<>();
  private WorkerState state = WorkerState.EXITED;
  private Duration stateSince;
  private Duration seen;
  private boolean known;
  private long cpuTicks;
  private long starts;
  private Optional<String> unit = Optional.empty();
  private Optional<String> container = Optional.empty();

  Worker(LivestreamOptions options, Duration now) {
    this.options = options;
    this.stateSince = now;
    this.seen = now;
  }

  /** How far one ffmpeg has come: the CPU time at the last moment when it got on. */
  private record Progress(long ticks, Duration when, long lastTicks) {}

  /** Takes in a look; no processes mean that the worker has exited. */
  void update(List<Proc> procs, Processes look) {
    Duration now = look.uptime();
    Map<Proc.Id, Progress> next = new HashMap<>();
    boolean browser = false;
    boolean stopped = false;
    for (Proc proc : procs) {
      if (proc.comm().equals("ffmpeg")) {
        next.put(proc.id(), progress(proc, now));
        stopped |= proc.state() == 'T';
      }
      browser |= BROWSERS.contains(proc.comm());
    }
    ffmpegs = next;
    if (!procs.isEmpty()) {
      seen = now;
    }
    become(state(procs, browser, stopped, now), now);
    known = true;
  }

  private Progress progress(Proc proc, Duration now) {
    Progress old = ffmpegs.get(proc.id());
    if (old == null) {
      starts++;
      cpuTicks += proc.cpuTicks();
      return new Progress(proc.cpuTicks(), now, proc.cpuTicks());
    }
    cpuTicks += Math.max(0, proc.cpuTicks() - old.lastTicks());
    double due =
        now.minus(old.when()).toMillis()
            * ProcessTable.TICKS_PER_SECOND
            / 1000.0
            * options.minCpu();
    long used = proc.cpuTicks() - old.ticks();
    // A blocked ffmpeg spends a tick now and then, which a look right after it must not take for a
    // rate.
    int least = options.minCpu() > 0 ? 2 : 1;
    return used >= Math.max(least, due)
        ? new Progress(proc.cpuTicks(), now, proc.cpuTicks())
        : new Progress(old.ticks(), old.when(), proc.cpuTicks());
  }

  private WorkerState state(List<Proc> procs, boolean browser, boolean stopped, Duration now) {
    if (procs.isEmpty()) {
      return WorkerState.EXITED;
    }
    if (ffmpegs.isEmpty()) {
      return browser ? WorkerState.STARTING : WorkerState.WAITING;
    }
    boolean still = ffmpegIdle(now).compareTo(options.stalledAfter()) >= 0;
    return still || stopped ? WorkerState.STALLED : WorkerState.STREAMING;
  }

  private void become(WorkerState to, Duration now) {
    if (to != state || !known) {
      state = to;
      stateSince = now;
    }
  }

  void foundIn(Place place) {
    unit = place.unit().or(() -> unit);
    container = place.container().or(() -> container);
  }

  WorkerState state() {
    return state;
  }

  Duration stateAge(Duration now) {
    return now.minus(stateSince);
  }

  /** How long ago any of its processes was seen. */
  Duration gone(Duration now) {
    return now.minus(seen);
  }

  boolean hasFfmpeg() {
    return !ffmpegs.isEmpty();
  }

  /** How long the ffmpeg that got on last has stood still. */
  Duration ffmpegIdle(Duration now) {
    return ffmpegs.values().stream()
        .map(p -> now.minus(p.when()))
        .min(Duration::compareTo)
        .orElse(Duration.ZERO);
  }

  double cpuSeconds() {
    return (double) cpuTicks / ProcessTable.TICKS_PER_SECOND;
  }

  long starts() {
    return starts;
  }

  Optional<String> unit() {
    return unit;
  }

  Optional<String> container() {
    return container;
  }
}
