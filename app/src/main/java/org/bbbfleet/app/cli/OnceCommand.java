package org.bbbfleet.app.cli;

import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.bbbfleet.core.config.Suggestion;
import org.bbbfleet.core.error.ErrorCategory;
import org.bbbfleet.core.error.FleetException;
import org.bbbfleet.core.store.Store;
import org.bbbfleet.provisioning.role.Fleet;
import org.bbbfleet.provisioning.run.OnceMarks;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code fleet once}: what has happened once in the fleet. */
@Command(
    name = "once",
    mixinStandardHelpOptions = true,
    description =
        "The steps that happen once in a fleet and have been done. Its fleet serve knows them;"
            + " without one, the inventory's directory.",
    subcommands = {OnceCommand.ListDone.class, OnceCommand.Forget.class})
public final class OnceCommand {
  private static <T> T with(FleetOptions options, Function<OnceMarks, T> work) {
    Fleet fleet = options.fleet(options.unchecked());
    try (Store store = RunSession.open(options)) {
      return work.apply(new Shared(fleet, store, Clock.systemUTC()).marks());
    }
  }

  /** {@code fleet once list}. */
  @Command(
      name = "list",
      mixinStandardHelpOptions = true,
      description = "Which steps have been done, where and when.")
  static final class ListDone implements Callable<Integer> {
    @Mixin private FleetOptions options;

    @Option(names = "--json", description = "The same as JSON.")
    private boolean json;

    @Override
    public Integer call() {
      List<OnceMarks.Done> done = with(options, OnceMarks::all);
      Terminal terminal = Terminal.standard();
      if (json) {
        terminal.line(Json.write(done));
      } else if (done.isEmpty()) {
        terminal.line("no step that happens once has been done");
      } else {
        Table table = new Table("STEP", "DONE ON", "AT", "RUN");
        for (OnceMarks.Done step : done) {
          table.row(
              step.name(),
              step.host(),
              step.at().truncatedTo(ChronoUnit.SECONDS).toString(),
              step.run());
        }
        table.lines().forEach(terminal::line);
      }
      return 0;
    }
  }

  /** {@code fleet once forget}. */
  @Command(
      name = "forget",
      mixinStandardHelpOptions = true,
      description = "Forgets that a step was done: the next run does it again.")
  static final class Forget implements Callable<Integer> {
    @Mixin private FleetOptions options;

    @Parameters(paramLabel = "NAME", description = "The step's name, as list shows it.")
    private String name;

    @Override
    public Integer call() {
      with(
          options,
          marks -> {
            List<String> names = marks.all().stream().map(OnceMarks.Done::name).toList();
            if (!marks.forget(name)) {
              throw new FleetException(
                  ErrorCategory.INPUT,
                  "no step " + name + " has been done." + Suggestion.sentence(name, names));
            }
            return names;
          });
      Terminal.standard().line("forgotten; the next run does " + name + " again");
      return 0;
    }
  }
}
