package org.bbbfleet.app.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.bbbfleet.core.inventory.Host;
import org.bbbfleet.core.inventory.Inventory;
import org.bbbfleet.core.inventory.InventoryLimit;
import org.bbbfleet.core.store.Store;
import org.bbbfleet.provisioning.role.Fleet;
import org.bbbfleet.provisioning.run.RunListener;
import org.bbbfleet.provisioning.run.RunOptions;
import org.bbbfleet.provisioning.run.RunReport;
import org.bbbfleet.provisioning.run.SavedPlan;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code fleet plan}: what would be done. */
@Command(
    name = "plan",
    mixinStandardHelpOptions = true,
    description = "Says what fleet provision would do. Changes nothing.",
    footer = {
      "",
      "Exit codes: 0 nothing to do, 2 there are changes, 1 a host could not be looked at.",
      "A saved plan is carried out by fleet provision FILE: exactly that, or nothing."
    })
public final class PlanCommand implements Callable<Integer> {
  @Mixin private FleetOptions options;

  @ArgGroup(validate = false)
  private RunHow how = new RunHow();

  @Option(
      names = {"-o", "--out"},
      paramLabel = "FILE",
      description = "Save the plan; no secret is in it.")
  private Path out;

  @Mixin private RemoteOptions remote;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    RunOptions run =
        how.options(spec, "fleet plan" + ProvisionCommand.asked(how, options.limit), options.limit);
    if (remote.given()) {
      return remote.plan(spec.commandLine(), how, run);
    }
    if (out != null) {
      SavedPlan.checkWritable(out);
    }
    Store store = RunSession.open(options);
    Inventory inventory = options.inventory();
    List<Host> hosts =
        options.limit == null ? inventory.hosts() : InventoryLimit.select(inventory, options.limit);
    Fleet fleet = options.fleet(inventory);
    Terminal terminal = how.terminal();
    ProvisionView view = new ProvisionView(terminal, hosts, how.diff());
    try (RunSession session = new RunSession(options, fleet, store, terminal)) {
      RunReport report =
          session.run(RunReport.Kind.PLAN, hosts, run, how.json ? RunListener.NONE : view);
      SavedPlan plan = SavedPlan.of(report, fleet);
      if (out != null) {
        plan.write(out);
      }
      if (how.json) {
        Terminal.standard().line(Json.write(report));
      } else {
        view.summary(report, options.named());
        if (out != null) {
          String without =
              plan.unplanned().isEmpty() ? "" : " without " + String.join(", ", plan.unplanned());
          terminal.line("saved" + without + ": fleet provision " + options.named() + " " + out);
        }
      }
      return ProvisionCommand.exitCode(report);
    }
  }
}
