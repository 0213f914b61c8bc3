package org.bbbfleet.lab.packages;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.bbbfleet.core.error.ErrorCategory;
import org.bbbfleet.core.error.FleetException;

/**
 * Debian packages laid out in the cache without being installed: no service starts, no port is
 * taken.
 *
 * @param root where their files lie, as they would under {@code /}
 */
public record Unpacked(Path root) {

  private static final List<String> PLACES = List.of("usr/bin", "usr/sbin", "bin", "sbin");

  /**
   * A program of these packages.
   *
   * @throws FleetException INPUT when none of them has it
   */
  public Path program(String name) {
    return PLACES.stream()
        .map(place -> root.resolve(place).resolve(name))
        .filter(Files::isExecutable)
        .findFirst()
        .orElseThrow(
            () -> new FleetException(ErrorCategory.INPUT, "no program " + name + " under " + root));
  }

  /** What a program of these packages needs in its environment to find their libraries. */
  public Map<String, String> environment() {
    try (Stream<Path> walk =
        Stream.of("usr/lib", "lib")
            .map(root::resolve)
            .filter(Files::isDirectory)
            .flatMap(this::list)) {
      List<String> libraries =
          walk.filter(path -> path.getFileName().toString().contains("-linux-gnu"))
              .filter(Files::isDirectory)
              .map(Path::toString)
              .toList();
      return libraries.isEmpty()
          ? Map.of()
          : Map.of("LD_LIBRARY_PATH", String.join(File.pathSeparator, libraries));
    }
  }

  private Stream<Path> list(Path directory) {
    try (Stream<Path> entries = Files.list(directory)) {
      return entries.toList().stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
