package org.bbbfleet.app.service.runs;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bbbfleet.provisioning.run.ChangeReport;
import org.bbbfleet.provisioning.run.HostReport;
import org.bbbfleet.provisioning.run.RunReport;
import org.bbbfleet.provisioning.run.RunState;
import org.bbbfleet.provisioning.run.Runs;

/** Runs as the API and the console show them. */
public final class RunViews {
  private static final Pattern STEP = Pattern.compile("(\\d{1,6})/(\\d{1,6}) .*");

  private RunViews() {}

  /**
   * One run in a list.
   *
   * @param at when it began
   * @param what what was asked for, for people
   * @param state waiting for approval, approved, rejected, or how it stands or ended
   * @param tone well, busy, warning or critical
   */
  public record Row(String id, Instant at, String who, String what, String state, String tone) {}

  /**
   * One run.
   *
   * @param told what became of it, for people
   * @param cancellable whether it is one of this service's, and goes on
   */
  public record View(
      String id,
      Instant at,
      String who,
      String what,
      String state,
      String tone,
      String told,
      Duration took,
      boolean cancellable,
      List<HostView> hosts) {}

  /**
   * A host of a run.
   *
   * @param doing what it is at
   * @param number the step that it is at; 0 when that is not known
   * @param of how many steps there are; 0 when that is not known
   * @param told why it failed and what to do, or which signals are well
   */
  public record HostView(
      String host,
      String state,
      String tone,
      String doing,
      int number,
      int of,
      String told,
      List<ChangeView> changes) {}

  /** A change: one line, and the text difference if one was asked for. */
  public record ChangeView(String line, String diff, String outcome) {}

  static Row row(Runs.Summary run, Optional<Answers.State> answer) {
    return new Row(
        run.request().id(),
        run.request().startedAt(),
        run.request().who(),
        what(run),
        answer.map(Answers.State::word).orElse(run.state().word()),
        answer.map(Answers.State::tone).orElse(tone(run.state())));
  }

  static View view(Runs.Detail detail, Optional<Answers.State> answer, boolean cancellable) {
    Runs.Summary run = detail.summary();
    Row row = row(run, answer);
    return new View(
        row.id(),
        row.at(),
        row.who(),
        row.what(),
        row.state(),
        row.tone(),
        told(run, detail.hosts().size()) + answer.map(Answers.State::told).orElse(""),
        run.took(),
        cancellable,
        detail.hosts().stream().map(entry -> host(entry, run.state())).toList());
  }

  private static String what(Runs.Summary run) {
    return (run.request().kind() == RunReport.Kind.PLAN ? "plan of " : "provision ")
        + (run.request().limit().isEmpty() ? "all hosts" : run.request().limit())
        + " by "
        + run.request().who();
  }

  private static String told(Runs.Summary run, int hosts) {
    return run.done()
        + " of "
        + hosts
        + (hosts == 1 ? " host" : " hosts")
        + " done, "
        + run.changes()
        + (run.changes() == 1 ? " change" : " changes")
        + (run.failed() == 0 ? "" : ", " + run.failed() + " failed")
        + (run.stopped().isEmpty() ? "" : "; stopped: " + run.stopped())
        + ". ";
  }

  private static String tone(RunState state) {
    return switch (state) {
      case RUNNING -> "busy";
      case OK -> "well";
      case FAILED -> "critical";
      case STOPPED, INTERRUPTED -> "warning";
    };
  }

  private static HostView host(Runs.HostEntry entry, RunState run) {
    if (entry.report().isPresent()) {
      HostReport report = entry.report().get();
      boolean failed = report.state() == HostReport.State.FAILED;
      boolean left =
          report.state() == HostReport.State.NOT_STARTED
              || report.state() == HostReport.State.STOPPED;
      return new HostView(
          entry.host(),
          report.state().name().toLowerCase(java.util.Locale.ROOT).replace('_', ' '),
          failed ? "critical" : left ? "warning" : "well",
          "",
          0,
          0,
          failed || left
              ? (report.failure() + " " + report.advice()).strip()
              : report.signalsWell().isEmpty()
                  ? ""
                  : "signals well: " + String.join(" ", report.signalsWell()),
          report.changes().stream().map(RunViews::change).toList());
    }
    Matcher step = STEP.matcher(entry.doing());
    boolean at = step.matches();
    boolean goesOn = run == RunState.RUNNING;
    return new HostView(
        entry.host(),
        entry.doing().isEmpty() ? "waiting" : goesOn ? "running" : run.word(),
        goesOn ? "busy" : "warning",
        entry.doing(),
        at ? Integer.parseInt(step.group(1)) : 0,
        at ? Integer.parseInt(step.group(2)) : 0,
        "",
        List.of());
  }

  private static ChangeView change(ChangeReport change) {
    String then = change.then().isEmpty() ? "" : "   " + String.join(", ", change.then());
    return new ChangeView(
        (change.sign() + " " + change.kind() + " " + change.name() + "  " + change.detail() + then)
            .stripTrailing(),
        change.diff(),
        change.outcome().name().toLowerCase(java.util.Locale.ROOT).replace('_', ' '));
  }
}
