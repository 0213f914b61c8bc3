package org.bbbfleet.exporters.units;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.OptionalDouble;

/**
 * When the host booted: systemd's monotonic times count from there, and its other times depend on
 * the host's locale.
 */
public final class BootTime {
  private BootTime() {}

  /**
   * In seconds since the epoch by this clock; empty when {@code /proc/uptime} does not say.
   *
   * @param root the root of the file system
   */
  public static OptionalDouble of(Path root, Clock clock) {
    try {
      String uptime = Files.readString(root.resolve("proc/uptime")).split(" ", 2)[0];
      return OptionalDouble.of(clock.millis() / 1000.0 - Double.parseDouble(uptime.strip()));
    } catch (IOException | NumberFormatException e) {
      // Without it only the times of changes are absent.
      return OptionalDouble.empty();
    }
  }
}
