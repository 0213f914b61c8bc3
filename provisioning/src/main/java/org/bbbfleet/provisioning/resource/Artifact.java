package org.bbbfleet.provisioning.resource;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;

/**
 * A build product that goes to hosts, known by its content.
 *
 * @param file where it is on this machine
 * @param sha256 its hash, which is its name on hosts
 */
public record Artifact(Path file, String sha256) {
  public Artifact {
    requireNonNull(file, "file is null");
    if (!sha256.matches("[0-9a-f]{64}")) {
      throw new IllegalArgumentException("not a SHA-256: " + sha256);
    }
  }

  /**
   * Reads the file for its hash, which takes most of a second and is therefore remembered beside it
   * together with the file's number, size and time of change. Whoever can write there can change
   * the file as well.
   */
  public static Artifact of(Path file) {
    Path memory = file.resolveSibling(file.getFileName() + ".sha256");
    try {
      String state = state(file);
      if (Files.isReadable(memory)) {
        String[] word = Files.readString(memory).strip().split(" ", 2);
        if (word.length == 2 && word[1].equals(state) && word[0].matches("[0-9a-f]{64}")) {
          return new Artifact(file, word[0]);
        }
      }
      Artifact artifact = new Artifact(file, Hash.sha256(file));
      // What was replaced while it was read has another state by now, and is not believed.
      remember(memory, artifact.sha256() + " " + state + "\n");
      return artifact;
    } catch (IOException | UncheckedIOException e) {
      return new Artifact(file, Hash.sha256(file));
    }
  }

  private static String state(Path file) throws IOException {
    BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
    return attributes.size() + " " + attributes.lastModifiedTime() + " " + attributes.fileKey();
  }

  private static void remember(Path memory, String text) {
    if (!Files.isWritable(memory.toAbsolutePath().getParent())) {
      return;
    }
    try {
      Path written = Files.createTempFile(memory.toAbsolutePath().getParent(), ".fleet", "");
      Files.writeString(written, text);
      Files.move(written, memory, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      // It is only a memory: the next run reads the file again.
      return;
    }
  }
}
