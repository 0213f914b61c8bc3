package org.bbbfleet.exporters.recordings;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.bbbfleet.exporters.http.FetchFailure;
import org.bbbfleet.exporters.http.FetchFailure.Reason;

/**
 * The names in BigBlueButton's recording directories, read once. Source: its record-and-playback
 * workers: each step leaves {@code recording/status/STEP/ID.done}, {@code .fail} or {@code
 * .norecord} (with {@code -FORMAT} behind the id for the last two steps) and, since 2.3, never
 * removes it; a format that is worked on has a directory in {@code recording/process} or {@code
 * recording/publish}; what is there to be seen is in {@code published}, {@code unpublished} and
 * {@code deleted}.
 */
final class Disk {
  private static final String STATUS = "recording/status/";

  private final Path directory;
  private final int most;
  private int entries;

  /**
   * @param directory {@code /var/bigbluebutton}
   * @param most the largest number of entries in all directories
   */
  Disk(Path directory, int most) {
    this.directory = directory;
    this.most = most;
  }

  /** Whether recordings are kept below a directory. */
  static boolean present(Path directory) {
    return Files.isDirectory(directory.resolve(STATUS));
  }

  /**
   * The ids that a step left with an ending.
   *
   * @param step {@code recorded}, {@code archived} or {@code sanity}
   * @param ending {@code .done}, {@code .fail} or {@code .norecord}
   */
  Set<String> ids(String step, String ending) throws IOException {
    Set<String> ids = new HashSet<>();
    for (String name : names(directory.resolve(STATUS + step))) {
      if (name.endsWith(ending) && !name.startsWith(".")) {
        ids.add(name.substring(0, name.length() - ending.length()));
      }
    }
    return ids;
  }

  /**
   * The ids that a step left, by format.
   *
   * @param step {@code processed} or {@code published}
   */
  Map<String, Set<String>> idsByFormat(String step, String ending) throws IOException {
    Map<String, Set<String>> formats = new HashMap<>();
    for (String id : ids(step, ending)) {
      RecordingId.withFormat(id)
          .ifPresent(r -> formats.computeIfAbsent(r.format(), f -> new HashSet<>()).add(r.id()));
    }
    return formats;
  }

  /** The ids that have a directory, by format: {@code published/FORMAT/ID}. */
  Map<String, Set<String>> directories(String place) throws IOException {
    Map<String, Set<String>> formats = new HashMap<>();
    for (String format : names(directory.resolve(place))) {
      Set<String> ids = new HashSet<>();
      for (String id : names(directory.resolve(place).resolve(format))) {
        if (RecordingId.valid(id)) {
          ids.add(id);
        }
      }
      formats.put(format, ids);
    }
    return formats;
  }

  /** When a step left its file, in milliseconds; empty when it went away meanwhile. */
  Optional<Long> left(String step, String id) {
    try {
      return Optional.of(
          Files.getLastModifiedTime(directory.resolve(STATUS + step).resolve(id + ".done"))
              .toMillis());
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** The names in a directory; none when it is not there or is no directory. */
  private List<String> names(Path place) throws IOException {
    List<String> names = new ArrayList<>();
    try (DirectoryStream<Path> stream = Files.newDirectoryStream(place)) {
      for (Path entry : stream) {
        if (++entries > most) {
          throw new FetchFailure(
              Reason.TOO_LARGE, "more than " + most + " entries below " + directory);
        }
        names.add(entry.getFileName().toString());
      }
    } catch (NoSuchFileException | NotDirectoryException e) {
      // Nothing has come so far; what we may not see is another matter, and thrown.
      return names;
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    return names;
  }
}
