package org.bbbfleet.app.proof;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.bbbfleet.lab.packages.Command;

/**
 * A command of the built program that a person ended with Ctrl-C.
 *
 * @param status its exit status
 */
record Interrupted(int status, String out, String err) {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** Runs one, and interrupts it once it has printed something. */
  static Interrupted when(LiveFleet fleet, String printed, String command, String... more) {
    Path out = fleet.directory().resolve("interrupted.out");
    Path err = fleet.directory().resolve("interrupted.err");
    ProcessBuilder builder =
        new ProcessBuilder(fleet.commandLine(command, more))
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    builder.environment().putAll(fleet.environment());
    Process process = null;
    try {
      process = builder.start();
      fleet.await(
          printed + " from " + command,
          PATIENCE,
          () -> Optional.of(text(out)).filter(text -> text.contains(printed)));
      Command.of("kill", "-INT", Long.toString(process.pid())).runFor("interrupt it");
      if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        throw new AssertionError(command + " does not end after an interrupt");
      }
      return new Interrupted(process.exitValue(), text(out), text(err));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    } finally {
      if (process != null) {
        process.destroyForcibly();
      }
    }
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
