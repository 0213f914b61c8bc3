package org.bbbfleet.app.cli;

import java.util.List;
import org.bbbfleet.provisioning.run.RunOptions;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** How a plan or a run goes about it: the options that both have. */
final class RunHow {
  @Option(names = "--diff", description = "Show how the text of files changes; secrets never.")
  boolean diff;

  @Option(
      names = "--roles",
      paramLabel = "ROLE",
      split = ",",
      description = "Only these roles' resources and signals, separated by commas.")
  List<String> roles = List.of();

  @Option(
      names = "--forks",
      paramLabel = "N",
      defaultValue = "20",
      description = "How many hosts at once (default: ${DEFAULT-VALUE}).")
  int forks = 20;

  @Option(names = "--json", description = "The report as JSON.")
  boolean json;

  RunOptions.Diff diff() {
    return diff ? RunOptions.Diff.SHOW : RunOptions.Diff.OMIT;
  }

  /**
   * The options of a run.
   *
   * @throws ParameterException when one of them is out of its bounds
   */
  RunOptions options(CommandSpec spec, String command, String limit) {
    RunOptions run =
        RunOptions.by(Operator.name()).asked(command, limit == null ? "" : limit).roles(roles);
    try {
      run = run.forks(forks);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(
          spec.commandLine(), "Invalid value for option '--forks': " + e.getMessage());
    }
    return diff ? run.showingDiff() : run;
  }

  /** Where people are told how it goes; standard output is the report's with {@code --json}. */
  Terminal terminal() {
    return json ? Terminal.errors() : Terminal.standard();
  }

  /** Asks a person; anything but yes is no. */
  boolean asks(Question person, String question) {
    return json ? person.yesOnErrors(question) : person.yes(question);
  }
}
