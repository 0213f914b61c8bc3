package org.bbbfleet.lab.hosts;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A process, told from a later one with the same number by when it started.
 *
 * @param pid its number
 * @param started in clock ticks since boot: field 22 of {@code /proc/PID/stat} (proc(5))
 */
record ProcessId(long pid, long started) {

  /** This process. */
  static ProcessId self() {
    long pid = ProcessHandle.current().pid();
    return new ProcessId(pid, startOf(pid).orElseThrow());
  }

  /** From {@code "PID START"}, as {@link #toString} and launch.sh write it. */
  static ProcessId parse(String text) {
    List<String> fields = List.of(text.strip().split(" ", -1));
    return new ProcessId(Long.parseLong(fields.get(0)), Long.parseLong(fields.get(1)));
  }

  /** Whether it still runs; a zombie doesn't. */
  boolean alive() {
    return startOf(pid).map(start -> start == started).orElse(false);
  }

  private static Optional<Long> startOf(long pid) {
    String line;
    try {
      line = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
    } catch (IOException e) {
      // It is gone, which is an answer.
      return Optional.empty();
    }
    // The command in field 2 may hold spaces and parentheses: count after its last one.
    List<String> fields = List.of(line.substring(line.lastIndexOf(')') + 2).split(" ", -1));
    return fields.get(0).equals("Z") ? Optional.empty() : Optional.of(Long.valueOf(fields.get(19)));
  }

  @Override
  public String toString() {
    return pid + " " + started;
  }
}
