package org.bbbfleet.provisioning.run;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bbbfleet.core.error.ErrorCategory;
import org.bbbfleet.core.error.FleetException;
import org.bbbfleet.core.inventory.Host;
import org.bbbfleet.core.shell.Shell;
import org.bbbfleet.provisioning.apply.Applier;
import org.bbbfleet.provisioning.facts.Facts;
import org.bbbfleet.provisioning.facts.FactsParser;
import org.bbbfleet.provisioning.facts.FactsScript;
import org.bbbfleet.provisioning.facts.FileTexts;
import org.bbbfleet.provisioning.facts.Layout;
import org.bbbfleet.provisioning.facts.Questions;
import org.bbbfleet.provisioning.plan.HostPlan;
import org.bbbfleet.provisioning.plan.Planner;
import org.bbbfleet.provisioning.plan.TextDiff;
import org.bbbfleet.provisioning.resource.Change;
import org.bbbfleet.provisioning.resource.Handler;
import org.bbbfleet.provisioning.resource.Resource;
import org.bbbfleet.provisioning.role.Declaration;
import org.bbbfleet.provisioning.role.Fleet;
import org.bbbfleet.provisioning.role.HostView;
import org.bbbfleet.provisioning.role.Role;
import org.bbbfleet.provisioning.signal.Signals;

/** One host's part of a run, over one connection. */
final class HostRun {
  private static final Duration FACTS_TIMEOUT = Duration.ofMinutes(2);

  private final Host host;
  private final Fleet fleet;
  private final Shell shell;
  private final Layout layout;
  private final RunOptions options;
  private final RunListener listener;
  private final List<Resource> resources;
  private final Signals signals;
  private final Map<Integer, Boolean> outcomes = new HashMap<>();
  private Map<String, String> diffs = Map.of();
  private HostPlan plan;
  private Facts facts;

  HostRun(
      Host host,
      Fleet fleet,
      Shell shell,
      Layout layout,
      RunOptions options,
      RunListener listener) {
    this.host = host;
    this.fleet = fleet;
    this.shell = shell;
    this.layout = layout;
    this.options = options;
    this.listener = listener;
    List<Declaration> declarations = fleet.declarations(host);
    this.resources =
        Planner.merge(declarations.stream().flatMap(d -> d.resources().stream()).toList());
    this.signals = Signals.of(new HostView(fleet, host), declarations);
  }

  /** Gathers the facts, in one script, and makes the plan. */
  void plan() {
    Questions questions = new Questions();
    Planner.ask(resources, questions);
    signals.ask(questions);
    facts = ask(questions, FactsScript.render(questions, layout), FACTS_TIMEOUT);
    plan = Planner.plan(host.name(), resources, facts);
    if (options.diff() == RunOptions.Diff.SHOW) {
      diffs = diffs();
    }
    listener.planned(host, plan.size());
  }

  /** Makes the changes of the plan. */
  void apply(Applier applier, Runnable checkpoint) {
    if (!plan.isEmpty() && facts.loginUserId() != 0) {
      throw new FleetException(
          ErrorCategory.INPUT,
          host.name()
              + ": logged in as "
              + host.user()
              + ", which is not root, and can change nothing. Set ansible_become=true (and"
              + " ansible_become_password if sudo wants one), or ansible_user=root.");
    }
    applier.apply(
        plan,
        shell,
        new Applier.Progress() {
          @Override
          public void began(int step, String what) {
            listener.step(host, Math.min(step + 1, plan.changes().size()), plan.size(), what);
          }

          @Override
          public void ended(int step, String what, Optional<String> failure) {
            outcomes.put(step, failure.isEmpty());
          }

          @Override
          public void checkpoint() {
            checkpoint.run();
          }
        });
  }

  /**
   * Reads the signals until all are well. Without changes, those that came with the facts will do.
   *
   * @return what is well
   * @throws FleetException (REMOTE) saying what is not well when its time is up
   */
  List<String> verify() {
    Signals.Verdict verdict =
        plan.isEmpty()
            ? signals.judge(facts)
            : new Signals.Verdict(List.of(), List.of("not yet read"));
    if (verdict.allWell()) {
      return verdict.well();
    }
    listener.verifying(host);
    Questions questions = new Questions();
    signals.ask(questions);
    long deadline = System.nanoTime() + options.signalsWithin().toNanos();
    boolean again = false;
    while (!verdict.allWell()) {
      if (again && System.nanoTime() > deadline) {
        throw new FleetException(
            ErrorCategory.REMOTE,
            host.name() + ": not well: " + String.join("; ", verdict.trouble()));
      }
      String script = FactsScript.render(questions, layout);
      verdict = signals.judge(ask(questions, again ? "sleep 1\n" + script : script, FACTS_TIMEOUT));
      again = true;
    }
    return verdict.well();
  }

  List<String> roles() {
    return fleet.rolesOf(host).stream().map(Role::name).toList();
  }

  /** The plan's lines; {@code applied} says whether they were to be made. */
  List<ChangeReport> changes(RunReport.Kind kind) {
    List<ChangeReport> reports = new ArrayList<>();
    if (plan == null) {
      return reports;
    }
    for (int i = 0; i < plan.changes().size(); i++) {
      Change change = plan.changes().get(i);
      String diff = change.text().map(text -> diffs.getOrDefault(text.path(), "")).orElse("");
      reports.add(ChangeReport.of(change, diff, outcome(kind, i)));
    }
    for (Handler handler : plan.owed()) {
      int step = plan.changes().size() + plan.handlers().indexOf(handler);
      reports.add(ChangeReport.owed(handler, outcome(kind, step)));
    }
    return reports;
  }

  /** Whether the plan has anything to do. */
  boolean hasChanges() {
    return plan != null && !plan.isEmpty();
  }

  private ChangeReport.Outcome outcome(RunReport.Kind kind, int step) {
    if (kind == RunReport.Kind.PLAN) {
      return ChangeReport.Outcome.PLANNED;
    }
    Boolean well = outcomes.get(step);
    return well == null
        ? ChangeReport.Outcome.NOT_REACHED
        : well ? ChangeReport.Outcome.DONE : ChangeReport.Outcome.FAILED;
  }

  private Facts ask(Questions questions, String script, Duration timeout) {
    Shell.Result result = shell.run(Shell.Script.of(script, timeout));
    if (!result.ok()) {
      throw new FleetException(
          ErrorCategory.REMOTE,
          "%s: facts could not be gathered (status %d): %s"
              .formatted(host.name(), result.exitStatus(), result.err().strip()));
    }
    return FactsParser.parse(questions, host.name(), result.out());
  }

  private Map<String, String> diffs() {
    List<Change.Text> texts =
        plan.changes().stream().flatMap(change -> change.text().stream()).toList();
    if (texts.isEmpty()) {
      return Map.of();
    }
    List<String> paths = texts.stream().map(Change.Text::path).toList();
    Shell.Result result =
        shell.run(Shell.Script.of(FileTexts.render(paths, layout), FACTS_TIMEOUT));
    Map<String, String> before = FileTexts.parse(paths, host.name(), result.out());
    Map<String, String> all = new LinkedHashMap<>();
    for (Change.Text text : texts) {
      all.put(
          text.path(),
          TextDiff.unified(text.path(), before.getOrDefault(text.path(), ""), text.wanted()));
    }
    return all;
  }
}
