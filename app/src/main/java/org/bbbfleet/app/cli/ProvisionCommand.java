package org.bbbfleet.app.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.Callable;
import org.bbbfleet.core.inventory.Host;
import org.bbbfleet.core.inventory.Inventory;
import org.bbbfleet.core.inventory.InventoryLimit;
import org.bbbfleet.core.store.Leases;
import org.bbbfleet.core.store.Store;
import org.bbbfleet.provisioning.role.Fleet;
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

  private static final ObjectMapper JSON =
      new ObjectMapper()
          .registerModule(new JavaTimeModule())
          .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
          .disable(SerializationFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
          .enable(SerializationFeature.INDENT_OUTPUT);

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
          new Provisioner(
              options.shells(), new Leases(store, Clock.systemUTC()), Clock.systemUTC());
      RunListener listener = how.json ? RunListener.NONE : view;
      RunReport report =
          how.check
              ? provisioner.plan(fleet, hosts, run, listener)
              : provisioner.apply(fleet, hosts, run, listener);
      if (how.json) {
        terminal.line(json(report));
      } else {
        view.summary(report);
      }
      return exitCode(report);
    }
  }

  private int exitCode(RunReport report) {
    if (!report.failed().isEmpty()) {
      return 1;
    }
    return how.check && report.changes() > 0 ? CHANGES : 0;
  }

  private static String json(RunReport report) {
    try {
      return JSON.writeValueAsString(report);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
