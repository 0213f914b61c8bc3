package org.bbbfleet.alerts.action;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.bbbfleet.core.shell.Shell;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which scripts the host runs, and how. */
class RunScriptTest {
  private static final String HEAD =
      "#!/bin/sh\n# about: tells who it is\n# timeout: 5\n# destructive: no\n";

  @TempDir Path directory;
  private HealTwin host;

  @BeforeEach
  void prepare() {
    host = new HealTwin(directory);
  }

  private String sha256(String text) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private Path script(String text) throws IOException {
    Path file = host.file("/usr/local/lib/bbb-fleet/scripts/who", text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
    host.list("scripts", "who " + sha256(text));
    return file;
  }

  @Test
  void runsWhatWasReviewedWithAnEmptyEnvironment() throws IOException {
    script(HEAD + "echo \"I am ${0##*/} $# ${SSH_ORIGINAL_COMMAND-none}\"\n");
    Shell.Result result = host.heal("run-script who");
    assertThat(result.out())
        .isEqualTo("runs who: tells who it is (destructive: no)\nI am who 0 none\n");
    assertThat(result.exitStatus()).isZero();
  }

  @Test
  void aDryRunSaysWhatWouldRun() throws IOException {
    String text = HEAD + "touch " + directory.resolve("ran") + "\n";
    script(text);
    assertThat(host.heal("dry-run run-script who").out())
        .isEqualTo(
            "would run who, sha256 "
                + sha256(text)
                + ", for 5 s at most: tells who it is (destructive: no)\n");
    assertThat(directory.resolve("ran")).doesNotExist();
  }

  @Test
  void refusesOneThatIsNotWhatWasReviewed() throws IOException {
    Path file = script(HEAD + "echo reviewed\n");
    Files.writeString(file, HEAD + "echo other\n");
    Shell.Result result = host.heal("run-script who");
    assertThat(result.exitStatus()).isEqualTo(64);
    assertThat(result.out()).contains("is not what was reviewed").doesNotContain("other");

    Path elsewhere = Files.writeString(directory.resolve("elsewhere"), HEAD + "echo reviewed\n");
    Files.setPosixFilePermissions(elsewhere, PosixFilePermissions.fromString("rwx------"));
    Files.delete(file);
    Files.createSymbolicLink(file, elsewhere);
    assertThat(host.heal("run-script who").exitStatus()).as("a link").isEqualTo(64);
  }

  @ParameterizedTest
  @ValueSource(strings = {"what", "..", "who.", "-who", "WHO", "who@1", "heal.scripts"})
  void refusesOneThatIsNotListed(String name) throws IOException {
    script(HEAD + "echo ran\n");
    Shell.Result result = host.heal("run-script " + name);
    assertThat(result.exitStatus()).isEqualTo(64);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "# timeout: 5\n",
        "# timeout: 0\n# destructive: no\n",
        "# timeout: 999\n# destructive: no\n",
        "# timeout: 5 s\n# destructive: no\n",
        "# destructive: no\n",
        "# timeout: 5\n# destructive: perhaps\n"
      })
  void refusesOneWhoseHeadDoesNotSayEnough(String head) throws IOException {
    script("#!/bin/sh\n" + head + "touch " + directory.resolve("ran") + "\n");
    assertThat(host.heal("run-script who").exitStatus()).isEqualTo(64);
    assertThat(directory.resolve("ran")).doesNotExist();
  }

  @Test
  void endsOneThatTakesTooLongWithAllThatItStarted() throws IOException {
    script(
        "#!/bin/sh\n# timeout: 1\n# destructive: no\n(trap '' HUP; exec sleep 4711) &\nexec sleep"
            + " 4711\n");
    long began = System.nanoTime();
    Shell.Result result = host.heal("run-script who");
    assertThat(result.exitStatus()).isEqualTo(1);
    assertThat(result.out()).contains("who was ended after 1 s");
    assertThat((System.nanoTime() - began) / 1e9).isLessThan(12);
  }

  @Test
  void tellsHowItEndedAndBoundsWhatItSays() throws IOException {
    script(HEAD + "printf 'a\\033[31mb\\n'; exit 7\n");
    Shell.Result result = host.heal("run-script who");
    assertThat(result.exitStatus()).isEqualTo(1);
    assertThat(result.out()).endsWith("a?[31mb\nwho failed with status 7\n");

    script(HEAD + "yes | head -c 1000000; exit 3\n");
    result = host.heal("run-script who");
    assertThat(result.exitStatus()).as("nothing to do").isEqualTo(3);
    assertThat(result.out().length()).isLessThan(9000);
  }
}
