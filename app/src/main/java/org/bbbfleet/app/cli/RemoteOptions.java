package org.bbbfleet.app.cli;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.bbbfleet.provisioning.run.RunListener;
import org.bbbfleet.provisioning.run.RunOptions;
import org.bbbfleet.provisioning.run.RunReport;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** Whether a running {@code fleet serve} does it. */
final class RemoteOptions {
  @Option(
      names = "--server",
      paramLabel = "URL",
      description =
          "Let the fleet serve there do it, from its own inventory and with its own key"
              + " (provision: in its serve.yaml).")
  private URI server;

  @Option(
      names = "--token-file",
      paramLabel = "FILE",
      defaultValue = "${env:FLEET_TOKEN_FILE:-/etc/bbb-fleet/api.token}",
      description = "The token for --server, or FLEET_TOKEN_FILE (default: ${DEFAULT-VALUE}).")
  private Path tokenFile;

  boolean given() {
    return server != null;
  }

  /** What the service is told, or what is for this program alone. */
  private static final Set<String> CARRIED =
      Set.of(
          "--server",
          "--token-file",
          "--limit",
          "--roles",
          "--forks",
          "--serial",
          "--max-fail",
          "--diff",
          "--json",
          "--check",
          "--yes");

  /**
   * Refuses what was given and the service would not hear of.
   *
   * @throws ParameterException naming it
   */
  private static void refuseOthers(CommandLine command) {
    for (OptionSpec option : command.getParseResult().matchedOptions()) {
      if (!CARRIED.contains(option.longestName())) {
        throw new ParameterException(
            command,
            option.names()[0]
                + (option.longestName().equals("--out")
                    ? " can't be given with --server: the plan waits there for approval"
                    : " can't be given with --server: the service works from its own inventory,"
                        + " with its own keys"));
      }
    }
    if (!command.getParseResult().matchedPositionals().isEmpty()) {
      throw new ParameterException(
          command,
          "a plan's file can't be given with --server: a plan that was made there is approved"
              + " there");
    }
  }

  /** Plans there. */
  int plan(CommandLine command, RunHow how, RunOptions options) {
    refuseOthers(command);
    Terminal terminal = how.terminal();
    ProvisionView view = new ProvisionView(terminal, List.of(), how.diff());
    RunReport report = new RemoteRuns(server, tokenFile).plan(options, told(how, view));
    return tell(how, terminal, view, report);
  }

  /** Plans there, asks, and lets it be carried out. */
  int provision(
      CommandLine command, RunHow how, RunOptions options, Consent consent, Question person) {
    refuseOthers(command);
    RemoteRuns runs = new RemoteRuns(server, tokenFile);
    Terminal terminal = how.terminal();
    ProvisionView view = new ProvisionView(terminal, List.of(), how.diff());
    RunReport plan = runs.plan(options, told(how, view));
    if (plan.changes() == 0 || !plan.failed().isEmpty()) {
      return tell(how, terminal, view, plan);
    }
    if (consent == Consent.ASK
        && !(person.canBeAsked()
            && how.asks(
                person,
                "Make " + ProvisionView.count(plan.changes(), "change") + " there? [y/N] "))) {
      terminal.line(
          "Nothing was changed. An approver may still approve it: "
              + server.resolve("/runs/" + plan.id()));
      if (how.json) {
        tell(how, terminal, view, plan);
      }
      return 1;
    }
    RunReport report = runs.approve(plan.id(), "fleet provision --server", told(how, view));
    return tell(how, terminal, view, report);
  }

  /** Whether a person is asked before something is changed. */
  enum Consent {
    ASK,
    GIVEN
  }

  private static RunListener told(RunHow how, ProvisionView view) {
    return how.json ? RunListener.NONE : view;
  }

  private int tell(RunHow how, Terminal terminal, ProvisionView view, RunReport report) {
    if (how.json) {
      Terminal.standard().line(Json.write(report));
    } else {
      view.summary(report, "--server " + server);
    }
    return ProvisionCommand.exitCode(report);
  }
}
