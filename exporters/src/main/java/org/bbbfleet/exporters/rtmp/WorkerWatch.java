package org.bbbfleet.exporters.rtmp;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.DoublePredicate;

/**
 * Notices that several nginx workers answer by turns: the statistics show one worker's streams
 * only. A reload, after which one new worker answers for good, is told from that by its uptime.
 */
final class WorkerWatch {
  private static final long MEMORY_NANOS = Duration.ofMinutes(5).toNanos();

  /** The page gives whole seconds. */
  private static final double SLACK_SECONDS = 1.5;

  private static final int MAX_WORKERS = 256;

  private final Map<Double, Long> seen = new HashMap<>();
  private double last = Double.NaN;
  private long changes;
  private long restarts;
  private double begun = Double.NaN;

  /**
   * Takes in who answered.
   *
   * @param ended whether a process that answered before is known to have ended
   */
  void answered(double pid, double uptimeSeconds, long nowNanos, DoublePredicate ended) {
    boolean anew = restarted(uptimeSeconds, nowNanos);
    if (Double.isNaN(pid)) {
      return;
    }
    if (!anew && !Double.isNaN(last) && last != pid && ended.test(last)) {
      // A worker that crashed is replaced by one that counts its uptime from the same start.
      restarts++;
      seen.remove(last);
    }
    if (!Double.isNaN(last) && last != pid) {
      changes++;
      double sinceLast = (nowNanos - seen.getOrDefault(last, nowNanos)) / 1e9;
      if (uptimeSeconds <= sinceLast + SLACK_SECONDS) {
        seen.clear();
      }
    }
    last = pid;
    seen.values().removeIf(when -> nowNanos - when > MEMORY_NANOS);
    if (seen.size() < MAX_WORKERS || seen.containsKey(pid)) {
      seen.put(pid, nowNanos);
    }
  }

  /** Whether the configuration was loaded anew: all workers count from the same start. */
  private boolean restarted(double uptimeSeconds, long nowNanos) {
    if (Double.isNaN(uptimeSeconds)) {
      return false;
    }
    double start = nowNanos / 1e9 - uptimeSeconds;
    if (Double.isNaN(begun)) {
      begun = start;
    } else if (start > begun + SLACK_SECONDS) {
      begun = start;
      restarts++;
      return true;
    }
    return false;
  }

  long restarts() {
    return restarts;
  }

  int workers() {
    return seen.size();
  }

  long changes() {
    return changes;
  }
}
