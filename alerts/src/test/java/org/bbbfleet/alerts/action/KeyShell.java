package org.bbbfleet.alerts.action;

import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Function;
import org.bbbfleet.core.inventory.Host;
import org.bbbfleet.core.shell.Shell;

/**
 * A host as the healer's key reaches it: one line is asked and answered, and nothing else goes.
 *
 * @param host the host's name
 * @param answers what it says to a line
 */
record KeyShell(String host, Function<String, Result> answers) implements Shell {
  static KeyShell on(Host host, Function<String, Result> answers) {
    return new KeyShell(host.name(), answers);
  }

  @Override
  public Result run(Script script) {
    throw new AssertionError("the healer's key runs no script");
  }

  @Override
  public void upload(Path local, String remote, String mode, Duration timeout) {
    throw new AssertionError("the healer's key takes no file");
  }

  @Override
  public Result command(String line, Duration timeout) {
    return answers.apply(line);
  }

  @Override
  public void close() {
    // Nothing is open.
  }
}
