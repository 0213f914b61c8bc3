package org.bbbfleet.exporters.soffice;

import java.time.Duration;
import org.bbbfleet.core.config.Section;

/**
 * From when on a process is not taken for healthy.
 *
 * @param stuck the age from which a conversion is stuck. BigBlueButton gives one 60 s and tries
 *     three times; the default leaves room
 * @param spinning how long it must have used a processor without pause to be spinning
 * @param idle how long its CPU time must have stood still to be idle-stuck
 * @param uninterruptible how long it must have waited in the kernel
 * @param memoryBytes the resident memory from which a process is over memory; BigBlueButton gives a
 *     container 1 GiB
 */
public record SofficeLimits(
    Duration stuck, Duration spinning, Duration idle, Duration uninterruptible, long memoryBytes) {

  /** The part of a processor's time from which a process counts as busy. */
  static final double BUSY = 0.8;

  /** The part of a processor's time from which a service counts as converting. */
  static final double AT_WORK = 0.05;

  /** The part of its control group's limit from which a process is over memory. */
  static final double NEAR_LIMIT = 0.9;

  private static final long MIB = 1024 * 1024;

  /** Reads the options {@code stuck_after}, {@code spinning_after}, … of the exporter. */
  public static SofficeLimits from(Section options) {
    return new SofficeLimits(
        options.duration("stuck_after", Duration.ofSeconds(300)),
        options.duration("spinning_after", Duration.ofSeconds(30)),
        options.duration("idle_after", Duration.ofSeconds(120)),
        options.duration("uninterruptible_after", Duration.ofSeconds(60)),
        options.integer("over_memory_mib", 900, 1, 1 << 20) * MIB);
  }
}
