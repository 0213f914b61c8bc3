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
 */
public record SofficeLimits(
    Duration stuck, Duration spinning, Duration idle, Duration uninterruptible) {

  /** The part of a processor's time from which a process counts as busy. */
  static final double BUSY = 0.8;

  /** Reads the options {@code stuck_after}, {@code spinning_after}, … of the exporter. */
  public static SofficeLimits from(Section options) {
    return new SofficeLimits(
        options.duration("stuck_after", Duration.ofSeconds(300)),
        options.duration("spinning_after", Duration.ofSeconds(30)),
        options.duration("idle_after", Duration.ofSeconds(120)),
        options.duration("uninterruptible_after", Duration.ofSeconds(60)));
  }
}
