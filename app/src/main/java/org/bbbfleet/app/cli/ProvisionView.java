package org.bbbfleet.app.cli;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.bbbfleet.core.inventory.Host;
import org.bbbfleet.provisioning.run.ChangeReport;
import org.bbbfleet.provisioning.run.HostReport;
import org.bbbfleet.provisioning.run.RunListener;
import org.bbbfleet.provisioning.run.RunReport;

/** A run as a person follows it: one line for each host, and one that moves. */
public final class ProvisionView implements RunListener {
  private static final int SHORT = 60;

  private final Terminal terminal;
  private final int nameWidth;
  private final Map<String, String> doing = new ConcurrentHashMap<>();

  /** A view of a run on these hosts. */
  public ProvisionView(Terminal terminal, List<Host> hosts) {
    this.terminal = terminal;
    this.nameWidth = hosts.stream().mapToInt(h -> h.name().length()).max().orElse(1);
  }

  @Override
  public void started(Host host) {
    move(host, "connecting");
  }

  @Override
  public void warned(Host host, String message) {
    terminal.line("warning: " + message);
  }

  @Override
  public void step(Host host, int number, int of, String what) {
    String text = what.length() > SHORT ? what.substring(0, SHORT) + "…" : what;
    move(host, number + "/" + of + " " + text);
  }

  @Override
  public void verifying(Host host) {
    move(host, "reading its signals");
  }

  private void move(Host host, String what) {
    doing.put(host.name(), what);
    terminal.passing(
        "  "
            + doing.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .limit(3)
                .map(e -> e.getKey() + " " + e.getValue())
                .collect(Collectors.joining(" · ")));
  }

  @Override
  public void finished(HostReport report) {
    doing.remove(report.host());
    String name = String.format("%-" + nameWidth + "s", report.host());
    switch (report.state()) {
      case OK ->
          terminal.line(name + "  " + terminal.good("✓") + " nothing to do" + wellAnd(report));
      case CHANGED ->
          terminal.line(
              name
                  + "  "
                  + terminal.good("✓")
                  + " "
                  + report.changed()
                  + " changed"
                  + wellAnd(report));
      case PLANNED -> {
        terminal.line(name + "  " + String.join(" ", report.roles()));
        report.changes().forEach(this::change);
      }
      case FAILED -> {
        terminal.line(name + "  " + terminal.bad("✗") + " " + report.failure());
        report.changes().stream()
            .filter(c -> c.outcome() == ChangeReport.Outcome.FAILED)
            .forEach(this::change);
        if (!report.advice().isEmpty()) {
          terminal.line(" ".repeat(nameWidth + 4) + report.advice());
        }
      }
    }
    if (report.state() == HostReport.State.CHANGED) {
      report.changes().stream().filter(c -> !c.diff().isEmpty()).forEach(this::change);
    }
  }

  private static String wellAnd(HostReport report) {
    String well =
        report.signalsWell().isEmpty()
            ? ""
            : "   signals well: " + String.join(" ", report.signalsWell());
    return "  " + seconds(report.took()) + well;
  }

  private void change(ChangeReport change) {
    String then = change.then().isEmpty() ? "" : "   " + String.join(", ", change.then());
    terminal.line(
        String.format(
                "  %s %-9s %s  %s%s",
                change.sign(), change.kind(), change.name(), change.detail(), then)
            .stripTrailing());
    change.diff().lines().forEach(line -> terminal.line("      " + colour(line)));
  }

  private String colour(String line) {
    if (line.startsWith("+")) {
      return terminal.good(line);
    }
    return line.startsWith("-") ? terminal.bad(line) : line;
  }

  /** The end of the run in one line. */
  public void summary(RunReport report) {
    int hosts = report.hosts().size();
    String on = " on " + hosts + (hosts == 1 ? " host" : " hosts") + ", " + seconds(report.took());
    int changes = report.changes();
    String what = changes == 1 ? "1 change" : changes + " changes";
    if (!report.failed().isEmpty()) {
      int failed = report.failed().size();
      terminal.line(
          terminal.bad(failed + (failed == 1 ? " host" : " hosts") + " failed; ") + what + on);
    } else if (report.kind() == RunReport.Kind.PLAN) {
      terminal.line(
          what
              + on
              + ". Nothing was changed."
              + (changes > 0 ? "   (exit " + ProvisionCommand.CHANGES + ")" : ""));
    } else {
      terminal.line(what + on);
    }
  }

  private static String seconds(Duration took) {
    return took.toMillis() < 10_000
        ? String.format(Locale.ROOT, "%.1f s", took.toMillis() / 1000.0)
        : took.toSeconds() + " s";
  }
}
