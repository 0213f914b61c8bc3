package org.bbbfleet.exporters.soffice;

import java.time.Duration;
import org.bbbfleet.exporters.proc.Proc;
import org.bbbfleet.exporters.proc.ProcessTable;

/**
 * The course of one process over several looks: since when it has been busy, idle, waiting in the
 * kernel or dead without a break. All times are the host's uptime.
 */
final class Course {
  private final Surroundings surroundings;
  private long cpuTicks;
  private Duration seen;
  private Duration busySince;
  private Duration idleSince;
  private Duration waitingSince;
  private int timesDefunct;
  private boolean atWork;

  Course(Proc first, Surroundings surroundings, Duration now) {
    this.surroundings = surroundings;
    this.cpuTicks = first.cpuTicks();
    this.seen = now;
    this.busySince = now;
    this.idleSince = now;
    this.waitingSince = now;
    this.timesDefunct = first.defunct() ? 1 : 0;
  }

  Surroundings surroundings() {
    return surroundings;
  }

  /** Whether it used so much CPU time since the look before that it can't just wait for work. */
  boolean atWork() {
    return atWork;
  }

  /**
   * Takes in a look.
   *
   * @return the CPU ticks that were used since the last one
   */
  long update(Proc proc, Duration now) {
    long used = Math.max(0, proc.cpuTicks() - cpuTicks);
    double passed =
        Math.max(0, now.minus(seen).toMillis()) * ProcessTable.TICKS_PER_SECOND / 1000.0;
    atWork = used > 0 && used >= SofficeLimits.AT_WORK * passed;
    if (used < SofficeLimits.BUSY * passed) {
      busySince = now;
    }
    if (used > 0) {
      idleSince = now;
    }
    // A process that works with a disk is often found waiting; one that gets on is not hung.
    if (proc.state() != 'D' || used > 0) {
      waitingSince = now;
    }
    timesDefunct = proc.defunct() ? timesDefunct + 1 : 0;
    cpuTicks = proc.cpuTicks();
    seen = now;
    return used;
  }

  SofficeClass classify(Proc proc, Duration age, SofficeLimits limits) {
    if (proc.dead()) {
      return timesDefunct >= 2 ? SofficeClass.DEFUNCT : SofficeClass.EXITING;
    }
    if (proc.state() == 'D' && lasted(waitingSince, limits.uninterruptible())) {
      return SofficeClass.UNINTERRUPTIBLE;
    }
    // A service's age is no fault; only a processor kept busy longer than any conversion takes is.
    Duration spinning = surroundings.service() ? limits.stuck() : limits.spinning();
    boolean tooOld = surroundings.service() || age.compareTo(limits.stuck()) >= 0;
    if (tooOld && lasted(busySince, spinning)) {
      return SofficeClass.SPINNING;
    }
    if (tooOld && !surroundings.service()) {
      return lasted(idleSince, limits.idle()) ? SofficeClass.IDLE_STUCK : SofficeClass.STUCK;
    }
    return proc.rssBytes() >= memoryLimit(limits) ? SofficeClass.OVER_MEMORY : SofficeClass.RUNNING;
  }

  private double memoryLimit(SofficeLimits limits) {
    double near = surroundings.memoryLimit().orElse(Long.MAX_VALUE) * SofficeLimits.NEAR_LIMIT;
    return Math.min(limits.memoryBytes(), near);
  }

  /** Whether something has gone on for so long; never true at the first look. */
  private boolean lasted(Duration since, Duration limit) {
    Duration time = seen.minus(since);
    return !time.isZero() && time.compareTo(limit) >= 0;
  }
}
