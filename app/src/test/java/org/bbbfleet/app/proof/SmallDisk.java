package org.bbbfleet.app.proof;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.bbbfleet.core.error.ErrorCategory;
import org.bbbfleet.core.error.FleetException;
import org.bbbfleet.lab.packages.Command;

/** A small ext4 file system of its own, mounted in a lab host from outside. */
final class SmallDisk implements AutoCloseable {
  private static final String KEY = "etc/ssh/ssh_host_ed25519_key.pub";

  private final String device;

  private SmallDisk(String device) {
    this.device = device;
  }

  /**
   * Makes and mounts one.
   *
   * @param host its name, for messages
   * @param key the host's own public SSH key, by which it is found among those of other labs
   * @param image where its blocks are kept on this machine
   */
  static SmallDisk in(String host, String key, String place, Path image, int mebibytes) {
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
              Long.toString(firstOf(host, key)),
              "-m",
              "-p",
              "sh",
              "-c",
              "mkdir -p %2$s && rm -f /dev/small && mknod -m 600 /dev/small b 7 %1$s && mount -t ext4 /dev/small %2$s"
                  .formatted(number, place))
          .runFor("mount it in " + host);
    } catch (RuntimeException e) {
      disk.close();
      throw e;
    }
    return disk;
  }

  /** A host's first process, as this machine numbers it: services may see mounts of their own. */
  private static long firstOf(String host, String key) {
    return ProcessHandle.allProcesses()
        .map(ProcessHandle::pid)
        .filter(pid -> isFirst(pid) && keyOf(pid).filter(key::equals).isPresent())
        .findFirst()
        .orElseThrow(
            () -> new FleetException(ErrorCategory.INPUT, "no process here is of " + host));
  }

  /** Whether it is number 1 where it lives. */
  private static boolean isFirst(long pid) {
    try (Stream<String> lines = Files.lines(Path.of("/proc", Long.toString(pid), "status"))) {
      return lines.anyMatch(line -> line.matches("NSpid:.*\\s1"));
    } catch (IOException | UncheckedIOException e) {
      // It has ended.
      return false;
    }
  }

  private static Optional<String> keyOf(long pid) {
    try {
      return Optional.of(
          Files.readString(Path.of("/proc", Long.toString(pid), "root").resolve(KEY)).strip());
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
