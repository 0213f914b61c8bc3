package org.bbbfleet.app.proof;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.bbbfleet.core.error.ErrorCategory;
import org.bbbfleet.core.error.FleetException;
import org.bbbfleet.lab.packages.Command;

/** A small ext4 file system of its own, mounted in a lab host from outside. */
final class SmallDisk implements AutoCloseable {
  private final String device;

  private SmallDisk(String device) {
    this.device = device;
  }

  /**
   * Makes and mounts one.
   *
   * @param image where its blocks are kept on this machine
   */
  static SmallDisk in(String host, String place, Path image, int mebibytes) {
    Command.of("truncate", "-s", mebibytes + "M", image.toString()).runFor("make a disk");
    Command.of("mkfs.ext4", "-q", "-F", "-m", "0", image.toString()).runFor("format it");
    String device =
        Command.of("losetup", "-f", "--show", image.toString()).runFor("attach it").out().strip();
    SmallDisk disk = new SmallDisk(device);
    try {
      String number = device.replaceAll("[^0-9]", "");
      Command.of(
              "nsenter",
              "-t",
              Long.toString(processOf(host)),
              "-m",
              "sh",
              "-c",
              "mkdir -p %2$s && mknod -m 600 /dev/small b 7 %1$s && mount -t ext4 /dev/small %2$s"
                  .formatted(number, place))
          .runFor("mount it in " + host);
    } catch (RuntimeException e) {
      disk.close();
      throw e;
    }
    return disk;
  }

  /** A process of a host, as this machine numbers it. */
  private static long processOf(String host) {
    return ProcessHandle.allProcesses()
        .map(ProcessHandle::pid)
        .filter(pid -> hostname(pid).filter(host::equals).isPresent())
        .findFirst()
        .orElseThrow(
            () -> new FleetException(ErrorCategory.INPUT, "no process here is of " + host));
  }

  private static Optional<String> hostname(long pid) {
    try {
      return Optional.of(
          Files.readString(Path.of("/proc", Long.toString(pid), "root", "etc", "hostname"))
              .strip());
    } catch (IOException e) {
      // It is a kernel's thread, or has ended.
      return Optional.empty();
    }
  }

  /** The device goes when its last mount does. */
  @Override
  public void close() {
    Command.of("losetup", "-d", device).run();
  }
}
