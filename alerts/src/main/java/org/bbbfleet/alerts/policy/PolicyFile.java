package org.bbbfleet.alerts.policy;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.bbbfleet.core.error.ErrorCategory;
import org.bbbfleet.core.error.FleetException;

/**
 * A file of policies as the admin wrote it: it travels as text, so that the service names the same
 * lines as the operator's machine.
 *
 * @param name as the admin knows it: {@code policies/freeswitch.yaml}
 */
public record PolicyFile(String name, String text) {
  /** The directory beside the inventory. */
  public static final String DIRECTORY = "policies";

  private static final long MOST_BYTES = 256 * 1024;

  public PolicyFile {
    requireNonNull(name, "name is null");
    requireNonNull(text, "text is null");
  }

  /**
   * The files {@code policies/*.yaml} beside an inventory, by name; none when there is no such
   * directory.
   *
   * @throws FleetException (INPUT) when one can't be read or is too long to be one
   */
  public static List<PolicyFile> beside(Path inventoryDirectory) {
    Path directory = inventoryDirectory.resolve(DIRECTORY);
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    try (Stream<Path> entries = Files.list(directory)) {
      List<PolicyFile> files = new ArrayList<>();
      for (Path file : entries.filter(PolicyFile::isPolicy).sorted().toList()) {
        if (Files.size(file) > MOST_BYTES) {
          throw new FleetException(
              ErrorCategory.INPUT, file + " is longer than " + MOST_BYTES + " bytes");
        }
        files.add(new PolicyFile(DIRECTORY + "/" + file.getFileName(), Files.readString(file)));
      }
      return files;
    } catch (IOException e) {
      throw new FleetException(ErrorCategory.INPUT, directory + " can't be read: " + e, e);
    }
  }

  private static boolean isPolicy(Path file) {
    String name = file.getFileName().toString();
    return !name.startsWith(".") && (name.endsWith(".yaml") || name.endsWith(".yml"));
  }
}
