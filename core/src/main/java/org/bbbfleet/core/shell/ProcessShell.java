package org.bbbfleet.core.shell;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import org.bbbfleet.core.error.ErrorCategory;
import org.bbbfleet.core.error.FleetException;

/** What the shells have in common: everything but how a command line is started. */
abstract class ProcessShell implements Shell {
  private final String host;
  private final String login;
  private final Optional<Become> become;
  private volatile Execution active;
  private volatile boolean closed;

  /**
   * @param login the user that logs in
   * @param become who scripts and uploads run as; commands always run as the login's user
   */
  ProcessShell(String host, String login, Optional<Become> become) {
    this.host = requireNonNull(host, "host is null");
    this.login = requireNonNull(login, "login is null");
    this.become = requireNonNull(become, "become is null");
  }

  /** Starts a command line as the login's shell or forced command sees it. */
  abstract Running start(String commandLine);

  @Override
  public String host() {
    return host;
  }

  @Override
  public Result run(Script script) {
    Wrapper wrapper = new Wrapper(script.timeout(), become);
    byte[] text = script.text().getBytes(StandardCharsets.UTF_8);
    return execute(
        Words.script(script.text()),
        script.timeout(),
        wrapper.script(),
        wrapper,
        stdin -> stdin.write(text),
        script.onLine());
  }

  @Override
  public Result command(String commandLine, Duration timeout) {
    return execute(
        Words.command(commandLine), timeout, commandLine, null, Execution.Input.NONE, line -> {});
  }

  @Override
  public void upload(Path local, String remotePath, String mode, Duration timeout) {
    if (!mode.matches("0?[0-7]{3,4}")) {
      throw new IllegalArgumentException("not a file mode: " + mode);
    }
    String what = "the upload of " + local.getFileName() + " to " + remotePath;
    long size;
    try {
      size = Files.size(local);
    } catch (IOException e) {
      throw new FleetException(
          ErrorCategory.INPUT, host + ": " + what + ": " + local + " can't be read: " + e, e);
    }
    Wrapper wrapper = new Wrapper(timeout, become);
    Result result =
        execute(
            what,
            timeout,
            wrapper.upload(remotePath, mode, size),
            wrapper,
            stdin -> Files.copy(local, stdin),
            line -> {});
    if (!result.ok()) {
      throw new FleetException(
          ErrorCategory.REMOTE,
          host
              + ": "
              + what
              + " failed (exit "
              + result.exitStatus()
              + "): "
              + Words.cut(result.err())
              + ". Nothing was replaced.");
    }
  }

  private Result execute(
      String what,
      Duration timeout,
      String line,
      Wrapper wrapper,
      Execution.Input input,
      Consumer<String> onLine) {
    long begun = System.nanoTime();
    Execution execution =
        new Execution(host, what, timeout, begun, start(line), wrapper, login, input, onLine);
    active = execution;
    // Closed just then: whoever closed it did not see this one.
    if (closed) {
      execution.stop();
    }
    try {
      return execution.await();
    } finally {
      active = null;
    }
  }

  /** Ends on the host what another thread still runs through this shell, which is closed now. */
  final void endActive() {
    closed = true;
    Execution execution = active;
    if (execution != null) {
      execution.stop();
    }
  }
}
