package org.bbbfleet.exporters.targets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import org.bbbfleet.core.config.Secret;
import org.bbbfleet.core.config.Section;
import org.bbbfleet.core.error.FleetException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TargetFileTest {
  private static final String TWO =
      """
      bbb:
        bbb-1: {url: 'https://bbb-1.example.org/', secret: s1}
        bbb-2: {url: 'https://bbb-2.example.org/', secret: s2}
      """;

  @TempDir Path directory;
  private Path file;
  private TargetFile targets;

  @BeforeEach
  void write() throws IOException {
    file = directory.resolve("targets.yaml");
    targets = new TargetFile(file);
    write(TWO, "rw-------");
  }

  @Test
  void givesATargetItsOwnSection() {
    assertThat(targets.read("bbb", "bbb-2", TargetFileTest::secret).reveal()).isEqualTo("s2");
    assertThat(targets.names("bbb")).containsExactly("bbb-1", "bbb-2");
    assertThat(targets.names("freeswitch")).isEmpty();
  }

  @Test
  void refusesATargetThatTheFileDoesNotName() {
    assertThatThrownBy(() -> targets.read("bbb", "bbb-3", TargetFileTest::secret))
        .isInstanceOf(FleetException.class)
        .hasMessageContaining("no such bbb target")
        .hasMessageContaining("Did you mean bbb-1?")
        .hasMessageNotContaining("s1");
    assertThatThrownBy(() -> targets.read("freeswitch", "bbb-1", TargetFileTest::secret))
        .isInstanceOf(FleetException.class);
  }

  @Test
  void refusesAFileThatOthersMayRead() throws IOException {
    write(TWO, "rw-r--r--");
    assertThatThrownBy(() -> targets.read("bbb", "bbb-1", TargetFileTest::secret))
        .isInstanceOf(FleetException.class)
        .hasMessageContaining("open to others")
        .hasMessageContaining("chmod");
  }

  @Test
  void reportsAMistypedKeyOfTheTargetAlone() throws IOException {
    write(
        "bbb:\n  bbb-1: {url: 'https://x.org/', sekret: s1}\n  bbb-2: {secret: s2}\n", "rw-------");
    assertThat(targets.read("bbb", "bbb-2", TargetFileTest::secret).reveal()).isEqualTo("s2");
    assertThatThrownBy(() -> targets.read("bbb", "bbb-1", TargetFileTest::secret))
        .hasMessageContaining("bbb.bbb-1")
        .hasMessageContaining("sekret is not a known key");
  }

  @Test
  void readsAChangedFileAgain() throws IOException {
    targets.read("bbb", "bbb-1", TargetFileTest::secret);
    write(TWO.replace("s1", "s9"), "rw-------");
    Files.setLastModifiedTime(file, FileTime.from(Instant.EPOCH));
    assertThat(targets.read("bbb", "bbb-1", TargetFileTest::secret).reveal()).isEqualTo("s9");
  }

  @Test
  void saysWhatIsWrongWithAFileThatIsNoMapping() throws IOException {
    write("bbb: [1, 2]\n", "rw-------");
    assertThatThrownBy(() -> targets.names("bbb")).hasMessageContaining("must be a mapping");
    Files.delete(file);
    assertThatThrownBy(() -> targets.names("bbb")).hasMessageContaining("can't be read");
  }

  private static Secret secret(Section section) {
    section.url("url");
    return section.secret("secret").orElse(new Secret(""));
  }

  private void write(String text, String permissions) throws IOException {
    Files.writeString(file, text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
  }
}
