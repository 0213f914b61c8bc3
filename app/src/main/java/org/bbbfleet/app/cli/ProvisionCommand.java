package org.bbbfleet.app.cli;

import java.time.Clock;
import java.util.List;
import java.util.concurrent.Callable;
import org.bbbfleet.core.inventory.Host;
import org.bbbfleet.core.inventory.Inventory;
import org.bbbfleet.core.inventory.InventoryLimit;
import org.bbbfleet.core.store.Leases;
import org.bbbfleet.core.store.Store;
import org.bbbfleet.provisioning.role.Fleet;
import org.bbbfleet.provisioning.role.serve.ServeRole;
import org.bbbfleet.provisioning.run.Provisioner;
import org.bbbfleet.provisioning.run.RunListener;
import org.bbbfleet.provisioning.run.RunOptions;
import org.bbbfleet.provisioning.run.RunReport;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code fleet provision}: brings hosts to what their roles declare. */
@Command(
    name = "provision",
    mixinStandardHelpOptions = true,
    description =
        "Brings hosts to what their roles declare, over SSH. A second run changes nothing.",
    footer = {"", "Exit codes: 0 done or nothing to do, 1 a host failed, 2 --check found changes."})
public final class ProvisionCommand implements Callable<Integer> {
  /** The exit code of a plan that has changes. */
  static final int CHANGES = 2;

  @Mixin private FleetOptions options;

  @ArgGroup(validate = false)
  private How how = new How();

  /** How the run goes about it. */
  static final class How {
    @Option(names = "--check", description = "Show the plan; change nothing.")
    boolean check;

    @Option(names = "--diff", description = "Show how the text of files changes; secrets never.")
    boolean diff;

    @Option(
        names = "--forks",
        paramLabel = "N",
        defaultValue = "20",
        description = "How many hosts at once (default: ${DEFAULT-VALUE}).")
    int forks = 20;

    @Option(names = "--json", description = "The report as JSON.")
    boolean json;
  }

  @Override
  public Integer call() {
    Inventory inventory = options.inventory();
    List<Host> hosts =
        options.limit == null ? inventory.hosts() : InventoryLimit.select(inventory, options.limit);
    Fleet fleet = options.fleet(inventory);
    RunOptions run = RunOptions.by(Operator.name()).forks(how.forks);
    if (how.diff) {
      run = run.showingDiff();
    }
    Terminal terminal = Terminal.standard();
    ProvisionView view = new ProvisionView(terminal, hosts);
    try (Store store = Store.open(options.directory().resolve(".fleet").resolve("fleet.db"))) {
      Provisioner provisioner =
          new Provisioner(options.shells(), leases(fleet, store), Clock.systemUTC());
      RunListener listener = how.json ? RunListener.NONE : view;
      RunReport report =
          how.check
              ? provisioner.plan(fleet, hosts, run, listener)
              : provisioner.apply(fleet, hosts, run, listener);
      if (how.json) {
        terminal.line(Json.write(report));
      } else {
        view.summary(report);
      }
      return exitCode(report);
    }
  }

  private static Leases leases(Fleet fleet, Store store) {
    Leases own = Leases.in(store, Clock.systemUTC());
    return fleet.hostsOf("serve").isEmpty()
        ? own
        : new SharedLeases(ServeRole.webhook(fleet).resolve("/"), fleet.secrets().apiToken(), own);
  }

  private int exitCode(RunReport report) {
    if (!report.failed().isEmpty()) {
      return 1;
    }
    return how.check && report.changes() > 0 ? CHANGES : 0;
  }
}
