package org.bbbfleet.core.shell;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LocalShellTest extends ShellContract {
  @Override
  Shell open() {
    return new LocalShell("here");
  }

  @Test
  void aForcedCommandSeesTheLineAndNothingElseRuns() throws Exception {
    Path program =
        Files.writeString(
            directory.resolve("forced"), "#!/bin/sh\necho \"<$SSH_ORIGINAL_COMMAND>\"\n");
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
    try (Shell shell = new LocalShell("here", Optional.of(program))) {
      assertThat(shell.command("restart unit=nginx", Duration.ofSeconds(10)).out())
          .isEqualTo("<restart unit=nginx>\n");
      assertThat(shell.run(Shell.Script.of("echo slipped through", Duration.ofSeconds(10))).out())
          .startsWith("<timeout ")
          .doesNotContain("slipped through");
    }
  }

  @Test
  void ourOwnEnvironmentStaysHere() {
    try (Shell shell = open()) {
      assertThat(shell.command("env", Duration.ofSeconds(10)).out())
          .doesNotContain("PROMETHEUS_DISABLE_CREATED_SERIES")
          .contains("PATH=", "HOME=");
    }
  }
}
