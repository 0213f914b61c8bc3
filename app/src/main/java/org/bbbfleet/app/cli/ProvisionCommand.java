package org.bbbfleet.app.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.bbbfleet.core.error.ErrorCategory;
import org.bbbfleet.core.error.FleetException;
import org.bbbfleet.core.inventory.Host;
import org.bbbfleet.core.inventory.Inventory;
import org.bbbfleet.core.inventory.InventoryLimit;
import org.bbbfleet.core.store.Store;
import org.bbbfleet.provisioning.role.Fleet;
import org.bbbfleet.provisioning.run.HostReport;
import org.bbbfleet.provisioning.run.RunListener;
import org.bbbfleet.provisioning.run.RunOptions;
import org.bbbfleet.provisioning.run.RunReport;
import org.bbbfleet.provisioning.run.RunState;
import org.bbbfleet.provisioning.run.SavedPlan;
import org.bbbfleet.provisioning.run.Serial;
import org.bbbfleet.provisioning.run.Share;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code fleet provision}: brings hosts to what their roles declare. */
@Command(
    name = "provision",
    mixinStandardHelpOptions = true,
    description =
        "Brings hosts to what their roles declare, over SSH. A second run changes nothing.",
    footer = {
      "",
      "On a terminal it shows what it would change and asks, unless --yes or a plan is given.",
      "Ctrl-C ends it after the scripts that run at that moment, a second one at once.",
      "Exit codes: 0 done or nothing to do, 1 a host failed or was not begun, 2 --check found"
          + " changes, 130 stopped by Ctrl-C."
    })
public final class ProvisionCommand implements Callable<Integer> {
  /** The exit code of a plan that has changes. */
  static final int CHANGES = 2;

  private static final int INTERRUPTED = 130;

  @Spec private CommandSpec spec;

  @Mixin private FleetOptions options;

  @ArgGroup(validate = false)
  private RunHow how = new RunHow();

  @Parameters(
      arity = "0..1",
      paramLabel = "PLANFILE",
      description =
          "Carry out this plan of fleet plan -o: a host that is no longer as it was planned for is"
              + " left alone.")
  private Path planFile;

  @Option(names = "--check", description = "Show the plan; change nothing.")
  private boolean check;

  @Option(
      names = "--serial",
      paramLabel = "N[%],…",
      description =
          "In batches, one after another: 2, 20%% or 1,5,20%%; the last size repeats. A batch in"
              + " which a host fails is the last one.")
  private String serial;

  @Option(
      names = "--max-fail",
      paramLabel = "N[%]",
      description =
          "How many hosts may fail before no other is begun (default: any number; 0 with"
              + " --serial).")
  private String maxFail;

  @Option(
      names = {"-y", "--yes"},
      description = "Don't ask.")
  private boolean yes;

  @Mixin private RemoteOptions remote;

  private final Question person;
  private final RunSession.Begin begin;

  public ProvisionCommand() {
    this(Question.standard(), RunSession::new);
  }

  ProvisionCommand(Question person, RunSession.Begin begin) {
    this.person = person;
    this.begin = begin;
  }

  @Override
  public Integer call() {
    RunOptions run = runOptions();
    if (remote.given()) {
      RemoteOptions.Consent consent = yes ? RemoteOptions.Consent.GIVEN : RemoteOptions.Consent.ASK;
      return check
          ? remote.plan(spec.commandLine(), how, run)
          : remote.provision(spec.commandLine(), how, run, consent, person);
    }
    Store store = RunSession.open(options);
    Inventory inventory = options.inventory();
    List<Host> hosts =
        options.limit == null ? inventory.hosts() : InventoryLimit.select(inventory, options.limit);
    Fleet fleet = options.fleet(inventory);
    Terminal terminal = how.terminal();
    List<String> leftOut = List.of();
    if (planFile != null) {
      SavedPlan plan = SavedPlan.read(planFile);
      List<String> wanted = hosts.stream().map(Host::name).toList();
      leftOut = plan.unplanned().stream().filter(wanted::contains).toList();
      hosts = planned(plan, inventory, hosts);
      if (hosts.isEmpty() && !leftOut.isEmpty()) {
        throw new FleetException(
            ErrorCategory.INPUT,
            "could not be planned when this plan was made: "
                + String.join(", ", leftOut)
                + ". It has no other host; nothing was contacted, nothing was changed. Plan again.");
      }
      if (hosts.isEmpty() && !plan.hosts().isEmpty()) {
        throw new FleetException(
            ErrorCategory.INPUT,
            "the plan has no host of --limit " + options.limit + ". Nothing was changed.");
      }
      run = run.roles(plan.roles()).approved(plan);
      if (!plan.sameInventory(fleet)) {
        terminal.line("the inventory has changed since the plan was made");
      }
    }
    ProvisionView view = new ProvisionView(terminal, hosts, how.diff());
    RunListener told = how.json ? RunListener.NONE : view;
    try (RunSession session = begin.with(options, fleet, store, terminal)) {
      if (check) {
        RunReport report = session.run(RunReport.Kind.PLAN, hosts, run, told);
        return tell(report, terminal, view, List.of());
      }
      if (planFile == null && !yes && person.canBeAsked()) {
        RunReport look = session.run(RunReport.Kind.PLAN, hosts, run, onlyPlans(view));
        leftOut = look.failed().stream().map(HostReport::host).toList();
        if (look.state() == RunState.STOPPED) {
          return recorded(session, look, terminal, tell(look, terminal, view, List.of()));
        }
        if (look.changes() > 0) {
          if (!how.asks(person, question(look))) {
            terminal.line("Nothing was changed.");
            if (how.json) {
              tell(look, terminal, view, List.of());
            }
            return 1;
          }
        } else if (look.failed().size() == look.hosts().size()) {
          return recorded(session, look, terminal, tell(look, terminal, view, List.of()));
        }
        if (leftOut.isEmpty()) {
          session.forget(look);
        }
        // Also when there was nothing to ask about: what comes up since was shown to nobody.
        run = run.approved(SavedPlan.of(look, fleet));
      }
      RunReport report = session.run(RunReport.Kind.APPLY, hosts, run, told);
      int code = tell(report, terminal, view, leftOut);
      return recorded(session, report, terminal, code);
    }
  }

  private int recorded(RunSession session, RunReport report, Terminal terminal, int code) {
    if (!how.json && code != 0) {
      terminal.line(
          "  log  "
              + session.log(report)
              + "   record  fleet runs show "
              + report.id()
              + " "
              + options.named());
    }
    return code;
  }

  private RunOptions runOptions() {
    if (planFile != null && !how.roles.isEmpty()) {
      throw usage("--roles can't be given with a plan: the plan has its roles");
    }
    if (planFile != null && check) {
      throw usage("--check can't be given with a plan: fleet plan says what would be done now");
    }
    String command =
        "fleet provision"
            + (planFile == null ? "" : " " + planFile)
            + (check ? " --check" : "")
            + (serial == null ? "" : " --serial " + serial)
            + (maxFail == null ? "" : " --max-fail " + maxFail)
            + asked(how, options.limit);
    RunOptions run = how.options(spec, command, options.limit);
    try {
      if (serial != null) {
        run = run.serial(Serial.parse(serial));
      }
      if (maxFail != null) {
        run = run.maxFail(Share.parse(maxFail));
      }
    } catch (IllegalArgumentException e) {
      throw usage(e.getMessage());
    }
    return run;
  }

  private ParameterException usage(String message) {
    return new ParameterException(spec.commandLine(), message);
  }

  /** The options that say what a run is about, for its record. */
  static String asked(RunHow how, String limit) {
    return (how.roles.isEmpty() ? "" : " --roles " + String.join(",", how.roles))
        + (limit == null ? "" : " --limit " + limit);
  }

  private static List<Host> planned(SavedPlan plan, Inventory inventory, List<Host> hosts) {
    Set<String> names = inventory.hosts().stream().map(Host::name).collect(Collectors.toSet());
    List<String> gone = new ArrayList<>();
    Set<String> planned = new HashSet<>();
    for (SavedPlan.PlannedHost host : plan.hosts()) {
      planned.add(host.host());
      if (!names.contains(host.host())) {
        gone.add(host.host());
      }
    }
    if (!gone.isEmpty()) {
      throw new FleetException(
          ErrorCategory.INPUT,
          "the plan has hosts that the inventory no longer has: "
              + String.join(", ", gone)
              + ". Nothing was contacted, nothing was changed. Plan again.");
    }
    return hosts.stream().filter(host -> planned.contains(host.name())).toList();
  }

  private static RunListener onlyPlans(ProvisionView view) {
    return new RunListener() {
      @Override
      public void finished(HostReport report) {
        if (report.state() != HostReport.State.OK) {
          view.finished(report);
        }
      }
    };
  }

  private static String question(RunReport look) {
    int hosts = look.in(HostReport.State.PLANNED).size();
    int handlers = look.handlers();
    return "Make "
        + ProvisionView.count(look.changes(), "change")
        + " on "
        + ProvisionView.count(hosts, "host")
        + (handlers > 0 ? " and run " + ProvisionView.count(handlers, "handler") : "")
        + "? [y/N] ";
  }

  private int tell(RunReport report, Terminal terminal, ProvisionView view, List<String> leftOut) {
    if (how.json) {
      Terminal.standard().line(Json.write(report));
    } else {
      view.summary(report, options.named());
    }
    if (!leftOut.isEmpty()) {
      List<String> roles = report.request().roles();
      terminal.line(
          "  left out, could not be planned  fleet provision "
              + options.named()
              + (roles.isEmpty() ? "" : " --roles " + String.join(",", roles))
              + " --limit "
              + String.join(",", leftOut));
    }
    int code = exitCode(report);
    return code == 0 && !leftOut.isEmpty() ? 1 : code;
  }

  static int exitCode(RunReport report) {
    if (report.stopped().startsWith("Ctrl-C") || report.stopped().startsWith("SIG")) {
      return INTERRUPTED;
    }
    if (report.state() != RunState.OK) {
      return 1;
    }
    return report.kind() == RunReport.Kind.PLAN && report.changes() > 0 ? CHANGES : 0;
  }
}
