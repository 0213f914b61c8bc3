package org.bbbfleet.app.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import org.bbbfleet.core.error.ErrorCategory;
import org.bbbfleet.core.error.FleetException;

/** Writes exported files, each whole or not at all. */
final class ExportFiles {
  private ExportFiles() {}

  static void write(Path directory, Map<String, String> files) {
    try {
      Files.createDirectories(directory);
      for (Map.Entry<String, String> file : files.entrySet()) {
        Path target = directory.resolve(file.getKey());
        Path temporary = Files.createTempFile(directory, file.getKey(), ".new");
        Files.writeString(temporary, file.getValue());
        Files.setPosixFilePermissions(
            temporary, java.nio.file.attribute.PosixFilePermissions.fromString("rw-r--r--"));
        Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
        Printable.print(target.toString());
      }
    } catch (IOException e) {
      throw new FleetException(ErrorCategory.INPUT, "can't write to " + directory + ": " + e, e);
    }
  }
}
