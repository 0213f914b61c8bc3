package org.bbbfleet.exporters.livestream;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.bbbfleet.exporters.proc.Proc;
import org.bbbfleet.exporters.proc.ProcessTable;

/** The ffmpeg processes of one worker over several looks. */
final class Ffmpegs {
  private final LivestreamOptions options;
  private Map<Proc.Id, One> all = new HashMap<>();
  private boolean stopped;
  private long cpuTicks;
  private long written;
  private boolean writtenKnown;
  private long starts;

  Ffmpegs(LivestreamOptions options) {
    this.options = options;
  }

  /** One ffmpeg: how it gets on, and its counters at the last look. */
  private record One(Progress cpu, long ticks, long written) {}

  /** Takes in a look at all processes of the worker. */
  void update(List<Proc> procs, Traffic traffic, Duration now) {
    Map<Proc.Id, One> next = new HashMap<>();
    stopped = false;
    for (Proc proc : procs) {
      if (proc.comm().equals("ffmpeg")) {
        next.put(proc.id(), one(proc, traffic.written(proc.pid()), now));
        stopped |= proc.state() == 'T';
      }
    }
    all = next;
  }

  private One one(Proc proc, OptionalLong wrote, Duration now) {
    One old = all.get(proc.id());
    if (old == null) {
      starts++;
    }
    cpuTicks += Math.max(0, proc.cpuTicks() - (old == null ? 0 : old.ticks()));
    long bytes = old == null ? 0 : old.written();
    if (wrote.isPresent()) {
      written += Math.max(0, wrote.getAsLong() - bytes);
      bytes = wrote.getAsLong();
      writtenKnown = true;
    }
    Progress cpu =
        old == null
            ? new Progress(
                options.minCpu() * ProcessTable.TICKS_PER_SECOND,
                options.minCpu() > 0 ? 2 : 1,
                proc.cpuTicks(),
                now)
            : old.cpu();
    cpu.see(proc.cpuTicks(), now);
    return new One(cpu, proc.cpuTicks(), bytes);
  }

  boolean any() {
    return !all.isEmpty();
  }

  /** Whether one of them is stopped by a signal. */
  boolean stopped() {
    return stopped;
  }

  /** How long the one that got on last has stood still. */
  Duration idle(Duration now) {
    return all.values().stream()
        .map(one -> one.cpu().idle(now))
        .min(Duration::compareTo)
        .orElse(Duration.ZERO);
  }

  double cpuSeconds() {
    return (double) cpuTicks / ProcessTable.TICKS_PER_SECOND;
  }

  long starts() {
    return starts;
  }

  /** What they wrote, where the kernel lets us read it. */
  OptionalLong written() {
    return writtenKnown ? OptionalLong.of(written) : OptionalLong.empty();
  }
}
