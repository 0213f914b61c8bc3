package org.bbbfleet.exporters.backups;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.PatternSyntaxException;
import org.bbbfleet.core.config.Section;

/**
 * Files that one backup job writes.
 *
 * @param directory where, as the host sees it
 * @param glob which of the files there
 * @param within how old the newest may be
 * @param least how small the newest may be, in bytes
 */
record BackupSet(String name, Path directory, String glob, Duration within, long least) {
  private static final int MAX_FILES = 50_000;

  static BackupSet from(String name, Section options) {
    Path path = Path.of(options.required("path", "Give the files' path, such as /backup/db-*.gz"));
    Path file = path.getFileName();
    if (!path.isAbsolute() || file == null) {
      options.problem("path", "must be absolute and end in a file's name or a pattern");
    } else if (path.getParent().toString().matches(".*[*?\\[{].*")) {
      options.problem("path", "may have a pattern in its last part only");
    }
    return new BackupSet(
        name,
        path.isAbsolute() && file != null ? path.getParent() : Path.of("/"),
        file == null ? "*" : file.toString(),
        options.duration("within", Duration.ofHours(26)),
        options.integer("least_bytes", 1, 0, Integer.MAX_VALUE));
  }

  /** A file of the set. */
  record Backup(double writtenSeconds, long bytes) {}

  /** The set's files, the newest first; empty when the directory can't be listed. */
  Optional<List<Backup>> files(Path root) {
    Path in = root.resolve(directory.toString().substring(1));
    List<Backup> files = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(in, glob)) {
      for (Path entry : entries) {
        if (files.size() < MAX_FILES) {
          look(entry).ifPresent(files::add);
        }
      }
    } catch (IOException | PatternSyntaxException e) {
      return Optional.empty();
    }
    files.sort(Comparator.comparingDouble(Backup::writtenSeconds).reversed());
    return Optional.of(files);
  }

  private static Optional<Backup> look(Path file) {
    try {
      BasicFileAttributes found =
          Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      return found.isRegularFile()
          ? Optional.of(new Backup(found.lastModifiedTime().toMillis() / 1000.0, found.size()))
          : Optional.empty();
    } catch (IOException e) {
      // Removed meanwhile, as old backups are.
      return Optional.empty();
    }
  }
}
