package org.bbbfleet.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/** What the figures were measured on. */
final class Machine {
  private Machine() {}

  static String describe() {
    return cpu().orElse("an unnamed processor")
        + ", "
        + Runtime.getRuntime().availableProcessors()
        + " processors, Linux "
        + System.getProperty("os.version").replaceAll("^(\\d+\\.\\d+).*", "$1")
        + ", Java "
        + Runtime.version().feature();
  }

  private static Optional<String> cpu() {
    try (Stream<String> lines = Files.lines(Path.of("/proc/cpuinfo"))) {
      return lines
          .filter(line -> line.startsWith("model name"))
          .map(line -> line.substring(line.indexOf(':') + 1).trim())
          .findFirst();
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
