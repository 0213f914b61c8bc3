package org.bbbfleet.exporters.testing;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import org.bbbfleet.core.shell.Shell;

/** Answers command lines from a function and remembers what it was asked. */
public final class FakeShell implements Shell {
  private final List<String> commands = new CopyOnWriteArrayList<>();
  private final Function<String, Result> answers;

  public FakeShell(Function<String, Result> answers) {
    this.answers = answers;
  }

  /** One that always prints this and ends well. */
  public static FakeShell printing(String out) {
    return new FakeShell(command -> printed(out));
  }

  /** What a command that ends well gives back. */
  public static Result printed(String out) {
    return new Result(0, out, "", false, Duration.ZERO);
  }

  /** The command lines so far. */
  public List<String> commands() {
    return commands;
  }

  @Override
  public String host() {
    return "localhost";
  }

  @Override
  public Result run(Script script) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Result command(String commandLine, Duration timeout) {
    commands.add(commandLine);
    return answers.apply(commandLine);
  }

  @Override
  public void upload(Path local, String remotePath, String mode, Duration timeout) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void close() {}
}
