package org.bbbfleet.exporters.livestream;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bbbfleet.exporters.proc.ProcessTable;

/**
 * Bytes of a process, as far as the kernel tells them to everybody.
 *
 * <p>What a process sends is not counted in its {@code io}, which counts {@code write} and not
 * {@code send}, and which others may not read. But a network namespace of its own has interfaces of
 * its own, and their counters are open to all.
 */
final class Traffic {
  private static final Pattern WRITTEN = Pattern.compile("(?m)^wchar: (\\d{1,18})$");

  /** A line of net/dev (proc(5)): the interface, eight numbers received, the bytes sent. */
  private static final Pattern INTERFACE =
      Pattern.compile("(?m)^\\s*([^\\s:]+):(?:\\s*\\d+){8}\\s+(\\d{1,18})\\s");

  private final Path proc;
  private final ProcessTable table;

  Traffic(Path root, ProcessTable table) {
    this.proc = root.resolve("proc");
    this.table = table;
  }

  /**
   * What a network namespace has sent since it was made.
   *
   * @param namespace what tells it from others
   * @param bytes over all interfaces but the loopback
   */
  record Sent(long namespace, long bytes) {}

  /** What the process's network namespace has sent; empty when it is the host's own. */
  Optional<Sent> sent(int pid) {
    OptionalLong its = namespace(Integer.toString(pid));
    OptionalLong ours = namespace("self");
    if (its.isEmpty() || ours.isEmpty() || its.getAsLong() == ours.getAsLong()) {
      return Optional.empty();
    }
    return table
        .small(pid, "net/dev")
        .map(
            text -> {
              long bytes = 0;
              Matcher m = INTERFACE.matcher(text);
              while (m.find()) {
                bytes += m.group(1).equals("lo") ? 0 : Long.parseLong(m.group(2));
              }
              return new Sent(its.getAsLong(), bytes);
            });
  }

  /** The bytes that a process gave to write(2); empty when we may not know. */
  OptionalLong written(int pid) {
    Matcher m = WRITTEN.matcher(table.small(pid, "io").orElse(""));
    return m.find() ? OptionalLong.of(Long.parseLong(m.group(1))) : OptionalLong.empty();
  }

  /** The file's inode number, which is another one in each namespace. */
  private OptionalLong namespace(String pid) {
    try {
      Object inode = Files.getAttribute(proc.resolve(pid).resolve("net/dev"), "unix:ino");
      return inode instanceof Long number ? OptionalLong.of(number) : OptionalLong.empty();
    } catch (IOException e) {
      // The process ended meanwhile.
      return OptionalLong.empty();
    }
  }
}
