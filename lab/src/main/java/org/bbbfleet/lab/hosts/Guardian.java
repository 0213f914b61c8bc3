package org.bbbfleet.lab.hosts;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.bbbfleet.core.error.ErrorCategory;
import org.bbbfleet.core.error.FleetException;
import org.bbbfleet.lab.packages.Command;

/**
 * The small process that removes the lab when its owner ends, however it ends: it reads from a pipe
 * that only the owner holds open. A clean close goes the same way.
 */
final class Guardian {
  static final Duration TEARDOWN = Duration.ofSeconds(60);

  private final LabState state;
  private final Process process;

  private Guardian(LabState state, Process process) {
    this.state = state;
    this.process = process;
  }

  static Guardian start(LabState state) {
    try {
      Process process =
          new ProcessBuilder(
                  "setsid",
                  "sh",
                  state.file("guardian.sh").toString(),
                  state.directory().toString(),
                  state.token())
              .directory(Path.of("/").toFile())
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      return new Guardian(state, process);
    } catch (IOException e) {
      throw new FleetException(
          ErrorCategory.INPUT, "can't start the lab's guardian: " + e.getMessage(), e);
    }
  }

  /** Lets go: the guardian removes the lab, or leaves it if it was written down as detached. */
  void release() {
    try {
      process.getOutputStream().close();
      if (!process.waitFor(TEARDOWN.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new FleetException(
            ErrorCategory.TIMEOUT, "removing " + state.name() + " takes too long; it goes on");
      }
    } catch (IOException e) {
      throw new FleetException(ErrorCategory.INTERNAL, "can't reach the lab's guardian", e);
    } catch (InterruptedException e) {
      // The guardian has its signal and goes on without us.
      Thread.currentThread().interrupt();
    }
  }

  /** Removes a lab from this process; for labs whose guardian is gone. */
  static void tearDown(LabState state) {
    if (!state.exists()) {
      return;
    }
    String directory = state.directory().toString();
    Command.of("setsid", "sh", state.file("teardown.sh").toString(), directory, state.token())
        .within(TEARDOWN.plusSeconds(60))
        .runFor("remove " + state.name());
  }
}
