package org.bbbfleet.app.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.concurrent.Callable;
import org.bbbfleet.core.error.ErrorCategory;
import org.bbbfleet.core.error.FleetException;
import org.bbbfleet.core.inventory.InventoryReader;
import org.bbbfleet.core.store.Store;
import org.bbbfleet.provisioning.run.ChangeReport;
import org.bbbfleet.provisioning.run.HostReport;
import org.bbbfleet.provisioning.run.RunOptions;
import org.bbbfleet.provisioning.run.RunState;
import org.bbbfleet.provisioning.run.Runs;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code fleet runs}: who provisioned what and when, and what became of it. */
@Command(
    name = "runs",
    mixinStandardHelpOptions = true,
    description = "Lists the runs of plan and provision from this inventory, newest first.",
    subcommands = RunsCommand.Show.class)
public final class RunsCommand implements Callable<Integer> {
  private static final DateTimeFormatter AT =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss").withZone(ZoneId.systemDefault());

  @Option(
      names = {"-i", "--inventory"},
      paramLabel = "PATH",
      description = "The inventory; its runs are recorded in .fleet/ beside it.")
  private Path inventory;

  @Option(
      names = "--last",
      paramLabel = "N",
      defaultValue = "20",
      description = "How many (default: ${DEFAULT-VALUE}).")
  private int last;

  @Option(names = "--json", description = "The same as JSON.")
  private boolean json;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    if (inventory == null) {
      // Not "required": it would be asked of the subcommand's command line, too.
      throw new ParameterException(spec.commandLine(), "Missing required option: '-i=PATH'");
    }
    if (last < 1) {
      throw new ParameterException(
          spec.commandLine(), "Invalid value for option '--last': from 1, not " + last);
    }
    try (Store store = open(inventory)) {
      List<Runs.Summary> runs = new Runs(store, Clock.systemUTC()).newest(last);
      Terminal terminal = Terminal.standard();
      if (json) {
        terminal.line(Json.write(runs));
        return 0;
      }
      Table table =
          new Table("ID", "STARTED", "WHO", "COMMAND", "HOSTS", "CHANGES", "TOOK", "STATE");
      for (Runs.Summary run : runs) {
        table.row(
            run.request().id(),
            AT.format(run.request().startedAt()),
            run.request().who(),
            run.request().command(),
            Integer.toString(run.request().hosts().size()),
            Integer.toString(run.changes()),
            ProvisionView.seconds(run.took()),
            state(run));
      }
      table.lines().forEach(terminal::line);
      return 0;
    }
  }

  private static String state(Runs.Summary run) {
    String counts =
        run.state() == RunState.RUNNING || run.state() == RunState.INTERRUPTED
            ? ", " + run.done() + " of " + run.request().hosts().size() + " hosts done"
            : run.failed() > 0 ? ", " + ProvisionView.count(run.failed(), "host") + " failed" : "";
    String why = run.stopped().isEmpty() ? "" : " (" + run.stopped() + ")";
    return run.state().word() + why + counts;
  }

  private static Store open(Path inventory) {
    Path file = InventoryReader.directory(inventory).resolve(".fleet").resolve("fleet.db");
    if (!Files.exists(file)) {
      throw new FleetException(
          ErrorCategory.INPUT, "nothing was ever planned or provisioned from " + inventory + ".");
    }
    return Store.open(file);
  }

  /** {@code fleet runs show}. */
  @Command(
      name = "show",
      mixinStandardHelpOptions = true,
      description = "One run: each host, what was changed and how, and what failed.")
  static final class Show implements Callable<Integer> {
    @Parameters(paramLabel = "ID", description = "The run's id, or the beginning of it.")
    private String id;

    @Option(
        names = {"-i", "--inventory"},
        paramLabel = "PATH",
        required = true,
        description = "The inventory; its runs are recorded in .fleet/ beside it.")
    private Path inventory;

    @Option(names = "--json", description = "The same as JSON.")
    private boolean json;

    @Override
    public Integer call() {
      try (Store store = open(inventory)) {
        Runs.Detail run =
            new Runs(store, Clock.systemUTC())
                .find(id)
                .orElseThrow(
                    () ->
                        new FleetException(
                            ErrorCategory.INPUT,
                            "there is no run " + id + ". fleet runs lists those that are kept."));
        Terminal terminal = Terminal.standard();
        if (json) {
          terminal.line(Json.write(run));
        } else {
          show(run, terminal);
        }
        return 0;
      }
    }

    private static void show(Runs.Detail run, Terminal terminal) {
      Runs.Summary summary = run.summary();
      terminal.line(
          "run "
              + summary.request().id()
              + "  "
              + summary.request().command()
              + "  by "
              + summary.request().who()
              + "  "
              + AT.format(summary.request().startedAt())
              + "  "
              + ProvisionView.seconds(summary.took())
              + "  "
              + state(summary));
      ProvisionView view = new ProvisionView(terminal, List.of(), RunOptions.Diff.SHOW);
      for (Runs.HostEntry host : run.hosts()) {
        if (host.report().isEmpty()) {
          String doing = host.doing().isEmpty() ? "not begun" : "was at: " + host.doing();
          terminal.line(host.host() + "  " + doing);
          continue;
        }
        HostReport report = host.report().get();
        terminal.line(
            host.host()
                + "  "
                + report.state().name().toLowerCase(java.util.Locale.ROOT).replace('_', ' ')
                + "  "
                + ProvisionView.count(report.changed(), "change")
                + "  "
                + ProvisionView.seconds(report.took())
                + well(report));
        for (ChangeReport change : report.changes()) {
          view.change(change);
          if (change.outcome() == ChangeReport.Outcome.FAILED
              || change.outcome() == ChangeReport.Outcome.NOT_REACHED) {
            terminal.line(
                "      "
                    + (change.outcome() == ChangeReport.Outcome.FAILED ? "failed" : "not reached"));
          }
        }
        if (!report.failure().isEmpty()) {
          report.failure().lines().forEach(line -> terminal.line("    " + line));
        }
      }
    }

    private static String well(HostReport report) {
      return report.signalsWell().isEmpty()
          ? ""
          : "  signals well: " + String.join(" ", report.signalsWell());
    }
  }
}
