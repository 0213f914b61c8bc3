package org.bbbfleet.lab.bbb;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * BigBlueButton's recording directories as its workers leave them, step by step: what each does to
 * the files in releases since 2.3. Status files stay when a recording has gone on; a directory in
 * {@code process} stays until the format is published.
 */
public final class RecordingPipeline {
  private final Path directory;

  /**
   * Begins an empty one.
   *
   * @param directory in place of {@code /var/bigbluebutton}
   */
  public RecordingPipeline(Path directory) {
    this.directory = directory;
    for (String step :
        List.of("ended", "recorded", "archived", "sanity", "processed", "published")) {
      make(directory.resolve("recording/status").resolve(step));
    }
  }

  /** The meeting has ended, and somebody had pressed the button. */
  public void ended(String id, Instant at) {
    touch("ended", id + ".done", at);
    touch("recorded", id + ".done", at);
  }

  /** The starter has queued it: nothing but the raw events tells of it then. */
  public void queued(String id) {
    remove(status("recorded", id + ".done"));
    remove(status("ended", id + ".done"));
  }

  /** The raw material has been gathered, well or not. */
  public void archived(String id, boolean well, Instant at) {
    queued(id);
    make(directory.resolve("recording/raw").resolve(id));
    touch("archived", id + (well ? ".done" : ".fail"), at);
  }

  /** It was gathered, and nobody had pressed the button. */
  public void notRecorded(String id, Instant at) {
    queued(id);
    touch("archived", id + ".norecord", at);
  }

  /** The raw material has been checked. */
  public void checked(String id, boolean well, Instant at) {
    touch("sanity", id + (well ? ".done" : ".fail"), at);
  }

  /** A worker has begun with a format. */
  public void processing(String id, String format) {
    remove(status("processed", id + "-" + format + ".done"));
    remove(status("processed", id + "-" + format + ".fail"));
    make(directory.resolve("recording/process").resolve(format).resolve(id));
  }

  /** A worker is through with a format. */
  public void processed(String id, String format, boolean well, Instant at) {
    touch("processed", id + "-" + format + (well ? ".done" : ".fail"), at);
  }

  /** A format has been published, well or not. */
  public void published(String id, String format, boolean well, Instant at) {
    touch("published", id + "-" + format + (well ? ".done" : ".fail"), at);
    if (well) {
      remove(directory.resolve("recording/process").resolve(format).resolve(id));
      place("published", id, format);
    }
  }

  /** Somebody moved it by the API: {@code published}, {@code unpublished} or {@code deleted}. */
  public void move(String id, String format, String from, String to) {
    remove(directory.resolve(from).resolve(format).resolve(id));
    place(to, id, format);
  }

  /** Another program took it away, as Scalelite's script does after sending it on. */
  public void takenAway(String id, String format) {
    remove(directory.resolve("published").resolve(format).resolve(id));
  }

  private void place(String where, String id, String format) {
    Path home = make(directory.resolve(where).resolve(format).resolve(id));
    try {
      Files.writeString(
          home.resolve("metadata.xml"), "<recording><id>" + id + "</id></recording>\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Path status(String step, String name) {
    return directory.resolve("recording/status").resolve(step).resolve(name);
  }

  private void touch(String step, String name, Instant at) {
    try {
      Path file = Files.writeString(status(step, name), "");
      Files.setLastModifiedTime(file, FileTime.from(at));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path make(Path place) {
    try {
      return Files.createDirectories(place);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void remove(Path place) {
    try {
      if (Files.notExists(place)) {
        return;
      }
      try (Stream<Path> all = Files.walk(place)) {
        for (Path one : all.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(one);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
