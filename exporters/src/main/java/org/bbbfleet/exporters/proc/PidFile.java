package org.bbbfleet.exporters.proc;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A file that names a process, for programs that no service manager keeps: its pid and, after a
 * space, when it started (field 22 of {@code /proc/PID/stat}), so that a later process with the
 * same number is not taken for it. The start may be absent.
 */
public record PidFile(Path file) {
  private static final int LIMIT = 64;

  /**
   * The process, if it is among these; a file that is missing or holds anything else names none.
   */
  public Optional<Proc> find(Processes processes) {
    List<String> words = List.of(read().strip().split(" ", -1));
    if (words.size() > 2 || !words.stream().allMatch(word -> word.matches("[0-9]{1,18}"))) {
      return Optional.empty();
    }
    long pid = Long.parseLong(words.get(0));
    return pid > Integer.MAX_VALUE
        ? Optional.empty()
        : processes
            .find((int) pid)
            .filter(p -> words.size() == 1 || p.startTicks() == Long.parseLong(words.get(1)));
  }

  private String read() {
    try (InputStream in = Files.newInputStream(file)) {
      return new String(in.readNBytes(LIMIT), StandardCharsets.US_ASCII);
    } catch (IOException e) {
      // Not written yet, or not any more: both mean that the process isn't there.
      return "";
    }
  }
}
