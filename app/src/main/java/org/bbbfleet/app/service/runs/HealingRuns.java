package org.bbbfleet.app.service.runs;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.bbbfleet.alerts.FleetView;
import org.bbbfleet.alerts.action.HostActions.Effect;
import org.bbbfleet.alerts.action.Outcome;
import org.bbbfleet.alerts.action.Provisioning;
import org.bbbfleet.alerts.action.Report;
import org.bbbfleet.core.error.FleetException;
import org.bbbfleet.provisioning.run.ChangeReport;
import org.bbbfleet.provisioning.run.HostReport;
import org.bbbfleet.provisioning.run.RunOptions;
import org.bbbfleet.provisioning.run.RunReport;

/**
 * The healer's runs: one role of one host, by the same engine as everybody's, under the lease that
 * the incident holds.
 */
public final class HealingRuns implements Provisioning {
  /** The role that carries these runs out, and the one with whose files it runs. */
  private static final String OWN = "serve";

  private static final Set<String> RESTARTING = Set.of(OWN, "agent");

  private static final int MOST_LINES = 20;

  private final ServiceRuns runs;
  private final FleetView fleet;

  /**
   * Runs for the healer.
   *
   * @param fleet says where the service itself is
   */
  public HealingRuns(ServiceRuns runs, FleetView fleet) {
    this.runs = runs;
    this.fleet = fleet;
  }

  @Override
  public Report carryOut(Order order) {
    if (!runs.enabled()) {
      return NONE.carryOut(order);
    }
    boolean dry = order.effect() == Effect.DRY_RUN;
    if (!dry && RESTARTING.contains(order.role()) && fleet.roles(order.host()).contains(OWN)) {
      return new Report(
          Outcome.REFUSED,
          "the run might restart the service that carries it out; an admin runs: "
              + order.command());
    }
    RunOptions options =
        RunOptions.by("the healer" + (order.holder().isEmpty() ? "" : ", " + order.holder()))
            .asked("reprovision " + order.role(), order.host())
            .roles(List.of(order.role()))
            .showingDiff();
    LiveRun run;
    try {
      RunReport.Kind kind = dry ? RunReport.Kind.PLAN : RunReport.Kind.APPLY;
      run = runs.begin(kind, options, order.host(), order.holder());
    } catch (FleetException e) {
      // Nothing was contacted: no such host or role, too many runs, a fault of the inventory.
      return new Report(Outcome.REFUSED, e.getMessage() + " An admin runs: " + order.command());
    }
    try {
      return of(run.await(order.longest(), "it took longer than the healer waits"), dry);
    } catch (FleetException e) {
      return new Report(Outcome.CUT_OFF, e.getMessage() + ": the runs of this service tell more");
    }
  }

  private static Report of(RunReport report, boolean dry) {
    if (report.hosts().size() != 1) {
      return new Report(Outcome.REFUSED, "the inventory has no such host with this role");
    }
    HostReport host = report.hosts().get(0);
    String text = "run " + report.id() + ": " + said(host, dry);
    return new Report(outcome(host, dry), text);
  }

  private static Outcome outcome(HostReport host, boolean dry) {
    return switch (host.state()) {
      case OK -> dry ? Outcome.DRY_RUN : Outcome.NOTHING_TO_DO;
      case PLANNED -> Outcome.DRY_RUN;
      case CHANGED -> Outcome.DONE;
      case FAILED -> Outcome.FAILED;
      case STOPPED -> Outcome.CUT_OFF;
      case NOT_STARTED -> Outcome.NOT_REACHED;
    };
  }

  private static String said(HostReport host, boolean dry) {
    String head =
        switch (host.state()) {
          case OK -> "nothing to do: the role is as it should be";
          case PLANNED -> "would make " + changes(host);
          case CHANGED -> changes(host) + " made, signals well";
          default -> host.state().name().toLowerCase(Locale.ROOT).replace('_', ' ');
        };
    String rest =
        host.changes().stream()
            .limit(MOST_LINES)
            .map(change -> "\n" + line(change, dry))
            .collect(Collectors.joining());
    int more = host.changes().size() - MOST_LINES;
    return head
        + (host.failure().isEmpty() ? "" : "\n" + host.failure() + " " + host.advice())
        + rest
        + (more > 0 ? "\nand " + more + " more" : "");
  }

  private static String changes(HostReport host) {
    return host.changed() + (host.changed() == 1 ? " change" : " changes");
  }

  /** The text difference is only counted: it belongs in the run's record, not in an alert's. */
  private static String line(ChangeReport change, boolean dry) {
    long added = lines(change, "+");
    long taken = lines(change, "-");
    String size = added + taken == 0 ? "" : " (+" + added + " -" + taken + " lines)";
    String then = change.then().isEmpty() ? "" : ", then " + String.join(", ", change.then());
    String outcome =
        dry ? "" : ": " + change.outcome().name().toLowerCase(Locale.ROOT).replace('_', ' ');
    return change + size + then + outcome;
  }

  private static long lines(ChangeReport change, String sign) {
    return change
        .diff()
        .lines()
        .filter(line -> line.startsWith(sign) && !line.startsWith(sign.repeat(3)))
        .count();
  }
}
