package org.bbbfleet.app.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.bbbfleet.dashboards.Dashboards;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code fleet dashboards}: the Grafana dashboards. */
@Command(
    name = "dashboards",
    mixinStandardHelpOptions = true,
    description = "The Grafana dashboards.",
    subcommands = DashboardsCommand.Export.class)
public final class DashboardsCommand {

  /** {@code fleet dashboards export}. */
  @Command(
      name = "export",
      mixinStandardHelpOptions = true,
      description = "Writes every dashboard as Grafana's classic JSON into a directory.")
  public static final class Export implements Callable<Integer> {
    @Option(
        names = {"-o", "--output"},
        required = true,
        paramLabel = "DIR",
        description = "Where to write.")
    private Path directory;

    @Override
    public Integer call() {
      ExportFiles.write(directory, Dashboards.render());
      return 0;
    }
  }
}
