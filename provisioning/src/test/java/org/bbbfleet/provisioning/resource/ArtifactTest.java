package org.bbbfleet.provisioning.resource;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The hash of a build product is remembered, and never for another file. */
class ArtifactTest {
  @TempDir Path directory;

  private static String hash(String text) {
    return Hash.sha256(text.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void isKnownByItsContentWhateverWasRemembered() throws IOException {
    Path file = Files.writeString(directory.resolve("fleet-1.tar.gz"), "one");
    FileTime time = Files.getLastModifiedTime(file);
    assertThat(Artifact.of(file).sha256()).isEqualTo(hash("one"));
    assertThat(Artifact.of(file).sha256()).isEqualTo(hash("one"));

    // Replaced by another file of the same size and time.
    Path other = Files.writeString(directory.resolve("other"), "two");
    Files.setLastModifiedTime(other, time);
    Files.delete(file);
    Files.createFile(directory.resolve("takes the number"));
    Files.move(other, file);

    assertThat(Artifact.of(file).sha256()).isEqualTo(hash("two"));
  }

  @Test
  void believesNoMemoryThatIsNotItsOwn() throws IOException {
    Path file = Files.writeString(directory.resolve("fleet-1.tar.gz"), "one");
    Files.writeString(directory.resolve("fleet-1.tar.gz.sha256"), hash("evil") + " 3 x y\n");

    assertThat(Artifact.of(file).sha256()).isEqualTo(hash("one"));
    assertThat(Files.readString(directory.resolve("fleet-1.tar.gz.sha256")))
        .startsWith(hash("one"));
  }
}
