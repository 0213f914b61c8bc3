package org.bbbfleet.exporters.proc;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The control group that limits and counts a process's memory. Its files are world-readable; they
 * are described in the kernel's {@code cgroup-v1/memory.rst} and {@code cgroup-v2.rst}.
 *
 * @param directory the group's directory below {@code /sys/fs/cgroup}
 * @param unified whether it is of cgroup v2
 */
public record MemoryGroup(Path directory, boolean unified) {
  private static final int FILE_LIMIT = 4096;

  /** From here on cgroup v1 means "no limit". */
  private static final long NO_LIMIT = 1L << 60;

  /**
   * The group that a process's {@code cgroup} file names.
   *
   * @param root the root of the file system that has {@code sys/fs/cgroup}
   * @param text what {@code /proc/PID/cgroup} says
   * @return empty when memory is not controlled, or outside of what we see
   */
  public static Optional<MemoryGroup> of(Path root, String text) {
    Path top = root.resolve("sys/fs/cgroup");
    Optional<MemoryGroup> unified = Optional.empty();
    for (String line : text.split("\n")) {
      String[] parts = line.split(":", 3);
      // A reader in a namespace of its own is shown "/../x" for what lies outside of it.
      if (parts.length < 3 || !parts[2].startsWith("/") || (parts[2] + "/").contains("/../")) {
        continue;
      }
      String path = parts[2].substring(1);
      if ((',' + parts[1] + ',').contains(",memory,")) {
        return below(top.resolve("memory"), path).map(group -> new MemoryGroup(group, false));
      }
      if (parts[0].equals("0") && parts[1].isEmpty()) {
        unified = below(top, path).map(group -> new MemoryGroup(group, true));
      }
    }
    return unified;
  }

  private static Optional<Path> below(Path top, String path) {
    return path.indexOf('\0') < 0 ? Optional.of(top.resolve(path)) : Optional.empty();
  }

  /**
   * How many processes of the group, on v2 also of the groups below it, the kernel has killed for
   * want of memory since the group was made; empty when the group is gone or doesn't say.
   */
  public OptionalLong oomKills() {
    return read(unified ? "memory.events" : "memory.oom_control")
        .map(text -> counter(text, "oom_kill"))
        .orElse(OptionalLong.empty());
  }

  /** How many bytes the group may use; empty when there is no limit or the group is gone. */
  public OptionalLong limitBytes() {
    OptionalLong limit =
        read(unified ? "memory.max" : "memory.limit_in_bytes")
            .map(text -> number(text.strip()))
            .orElse(OptionalLong.empty());
    return limit.isPresent() && limit.getAsLong() < NO_LIMIT ? limit : OptionalLong.empty();
  }

  /**
   * The number behind a name in a file of lines {@code name number}, as {@code memory.events} and
   * {@code /proc/vmstat} are; empty when it isn't there.
   */
  public static OptionalLong counter(String text, String name) {
    return text.lines()
        .filter(line -> line.startsWith(name + " "))
        .findFirst()
        .map(line -> number(line.substring(name.length() + 1).strip()))
        .orElse(OptionalLong.empty());
  }

  private static OptionalLong number(String text) {
    return text.matches("[0-9]{1,18}")
        ? OptionalLong.of(Long.parseLong(text))
        // More digits than a long has: v1's way to say "none" on some kernels.
        : OptionalLong.empty();
  }

  private Optional<String> read(String name) {
    try (InputStream in = Files.newInputStream(directory.resolve(name))) {
      return Optional.of(new String(in.readNBytes(FILE_LIMIT), StandardCharsets.US_ASCII));
    } catch (IOException e) {
      // The group was removed, or has no memory controller: nothing is known.
      return Optional.empty();
    }
  }
}
