package org.bbbfleet.app.cli;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import org.bbbfleet.core.inventory.Host;
import org.bbbfleet.provisioning.run.ChangeReport;
import org.bbbfleet.provisioning.run.HostReport;
import org.bbbfleet.provisioning.run.RunListener;
import org.bbbfleet.provisioning.run.RunOptions;
import org.bbbfleet.provisioning.run.RunReport;

/**
 * A run as a person reads it: a line for each host when it is done, a plan with a line for each
 * change, and what to do at the end.
 */
final class ProvisionView implements RunListener {
  private static final int MANY_HOSTS = 20;

  private final Terminal terminal;
  private final int nameWidth;
  private final boolean quietWhenWell;
  private final Set<String> waiting = new ConcurrentSkipListSet<>();

  private final RunOptions.Diff diff;

  /**
   * A view of a run on these hosts.
   *
   * @param diff whether it shows how texts change; they may be there only for the record
   */
  ProvisionView(Terminal terminal, List<Host> hosts, RunOptions.Diff diff) {
    this.terminal = terminal;
    this.diff = diff;
    this.nameWidth = hosts.stream().mapToInt(h -> h.name().length()).max().orElse(1);
    // A thousand lines that say that nothing was to be done hide the one that matters.
    this.quietWhenWell = terminal.draws() && hosts.size() > MANY_HOSTS;
  }

  @Override
  public void warned(Host host, String message) {
    terminal.line(name(host.name()) + "  " + terminal.attention("!") + " " + message);
  }

  @Override
  public void finished(HostReport report) {
    report.waiting().forEach(handler -> waiting.add(handler + " on " + report.host()));
    String name = name(report.host());
    switch (report.state()) {
      case OK -> {
        if (!quietWhenWell) {
          terminal.line(name + "  " + terminal.good("✓") + " nothing to do" + wellAnd(report));
        }
      }
      case CHANGED -> {
        terminal.line(
            name
                + "  "
                + terminal.good("✓")
                + " "
                + report.changed()
                + " changed"
                + wellAnd(report));
        if (diff == RunOptions.Diff.SHOW) {
          report.changes().stream().filter(c -> !c.diff().isEmpty()).forEach(this::change);
        }
      }
      case PLANNED -> plan(report);
      case FAILED -> failed(report, terminal.bad("✗"));
      case STOPPED -> failed(report, terminal.attention("■"));
      case NOT_STARTED -> {
        // Named together at the end.
      }
    }
  }

  private void failed(HostReport report, String mark) {
    terminal.line(name(report.host()) + "  " + mark + " " + report.failure());
    report.changes().stream()
        .filter(c -> c.outcome() == ChangeReport.Outcome.FAILED)
        .forEach(this::change);
    if (!report.advice().isEmpty()) {
      terminal.line(" ".repeat(nameWidth + 4) + report.advice());
    }
  }

  /** A host's plan, role by role. */
  void plan(HostReport report) {
    Map<String, List<ChangeReport>> byRole = new LinkedHashMap<>();
    for (ChangeReport change : report.changes()) {
      byRole.computeIfAbsent(change.role(), role -> new java.util.ArrayList<>()).add(change);
    }
    byRole.forEach(
        (role, changes) -> {
          terminal.line(name(report.host()) + "  " + (role.isEmpty() ? "owed" : role));
          changes.forEach(this::change);
        });
  }

  void change(ChangeReport change) {
    String then = change.then().isEmpty() ? "" : "   " + String.join(", ", change.then());
    terminal.line(
        String.format(
                "  %s %-9s %s  %s%s",
                sign(change.sign()), change.kind(), change.name(), change.detail(), then)
            .stripTrailing());
    if (diff == RunOptions.Diff.OMIT) {
      return;
    }
    change.diff().lines().forEach(line -> terminal.line("      " + colour(line)));
  }

  private String sign(String sign) {
    return sign.equals("+") ? terminal.good(sign) : terminal.attention(sign);
  }

  private String colour(String line) {
    if (line.startsWith("+")) {
      return terminal.good(line);
    }
    return line.startsWith("-") ? terminal.bad(line) : line;
  }

  /**
   * The end of the run: what was done, and what is left to do, with the commands for it.
   *
   * @param inventory the options by which the inventory was named, {@code -i hosts.ini}
   */
  void summary(RunReport report, String inventory) {
    int changes = report.changes();
    int handlers = report.handlers();
    String what =
        count(changes, "change")
            + " on "
            + count(report.hosts().size(), "host")
            + (report.kind() == RunReport.Kind.PLAN && handlers > 0
                ? ", " + count(handlers, "handler")
                : "")
            + ", "
            + seconds(report.took());
    int failed = report.failed().size();
    String bad = failed == 0 ? "" : terminal.bad(count(failed, "host") + " failed; ");
    if (report.kind() == RunReport.Kind.PLAN) {
      terminal.line(
          bad
              + what
              + ". Nothing was changed."
              + (failed > 0
                  ? "   (exit 1)"
                  : changes > 0 ? "   (exit " + ProvisionCommand.CHANGES + ")" : ""));
    } else {
      terminal.line(bad + what);
    }
    String command = report.request().again() + " " + inventory;
    left("failed", report.failed(), report, command);
    left("stopped", report.in(HostReport.State.STOPPED), report, command);
    List<HostReport> notStarted = report.in(HostReport.State.NOT_STARTED);
    left(
        "not started" + (notStarted.isEmpty() ? "" : " (" + notStarted.get(0).advice() + ")"),
        notStarted,
        report,
        command);
    for (String handler : new TreeSet<>(waiting)) {
      terminal.line("  still owed  " + handler + ": a run without --roles does it");
    }
  }

  // All hosts of the run are named as they were named for it, not one by one.
  private void left(String how, List<HostReport> hosts, RunReport report, String command) {
    if (hosts.isEmpty()) {
      return;
    }
    String limit =
        hosts.size() == report.hosts().size()
            ? report.request().limit()
            : String.join(",", hosts.stream().map(HostReport::host).toList());
    // Whoever copies it must not get the other roles, too.
    List<String> roles = report.request().roles();
    terminal.line(
        "  "
            + how
            + "  "
            + command
            + (roles.isEmpty() ? "" : " --roles " + String.join(",", roles))
            + (limit.isEmpty() ? "" : " --limit '" + limit + "'"));
  }

  static String count(int number, String what) {
    return number + " " + what + (number == 1 ? "" : "s");
  }

  private String name(String host) {
    return String.format("%-" + nameWidth + "s", host);
  }

  private static String wellAnd(HostReport report) {
    String well =
        report.signalsWell().isEmpty()
            ? ""
            : "   signals well: " + String.join(" ", report.signalsWell());
    return "  " + seconds(report.took()) + well;
  }

  static String seconds(Duration took) {
    return took.toMillis() < 10_000
        ? String.format(Locale.ROOT, "%.1f s", took.toMillis() / 1000.0)
        : took.toSeconds() + " s";
  }
}
