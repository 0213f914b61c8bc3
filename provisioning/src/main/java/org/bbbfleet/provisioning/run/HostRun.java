package org.bbbfleet.provisioning.run;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import org.bbbfleet.core.error.ErrorCategory;
import org.bbbfleet.core.error.FleetException;
import org.bbbfleet.core.error.Problem;
import org.bbbfleet.core.inventory.Host;
import org.bbbfleet.core.shell.Shell;
import org.bbbfleet.provisioning.apply.Applier;
import org.bbbfleet.provisioning.apply.OnceGate;
import org.bbbfleet.provisioning.facts.Facts;
import org.bbbfleet.provisioning.facts.FactsParser;
import org.bbbfleet.provisioning.facts.FactsScript;
import org.bbbfleet.provisioning.facts.Layout;
import org.bbbfleet.provisioning.facts.Questions;
import org.bbbfleet.provisioning.plan.HostPlan;
import org.bbbfleet.provisioning.plan.Planner;
import org.bbbfleet.provisioning.resource.Change;
import org.bbbfleet.provisioning.resource.Handler;
import org.bbbfleet.provisioning.resource.Resource;
import org.bbbfleet.provisioning.role.Declaration;
import org.bbbfleet.provisioning.role.Fleet;
import org.bbbfleet.provisioning.role.SizeCheck;
import org.bbbfleet.provisioning.signal.Signals;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One host's part of a run, over one connection. */
final class HostRun {
  private static final Logger LOG = LoggerFactory.getLogger(HostRun.class);
  private static final Duration FACTS_TIMEOUT = Duration.ofMinutes(2);

  private final Host host;
  private final Fleet fleet;
  private final Shell shell;
  private final Layout layout;
  private final RunOptions options;
  private final RunListener listener;
  private final RunControl control;
  private final OnceGate once;
  private final Set<Integer> elsewhere = new HashSet<>();
  private final Wanted wanted;
  private final PlanDigest digest;
  private final Map<Integer, Boolean> outcomes = new HashMap<>();
  private Map<String, String> diffs = Map.of();
  private HostPlan plan;
  private Facts facts;

  HostRun(
      Host host,
      Fleet fleet,
      Wanted wanted,
      Shell shell,
      Layout layout,
      RunOptions options,
      RunListener listener,
      RunControl control,
      OnceGate once) {
    this.host = host;
    this.fleet = fleet;
    this.wanted = wanted;
    this.shell = shell;
    this.layout = layout;
    this.options = options;
    this.listener = listener;
    this.control = control;
    this.once = once;
    this.digest = new PlanDigest(fleet.secrets().planKey());
  }

  /** Gathers the facts, in one script, and makes the plan. */
  void plan() {
    Questions questions = new Questions();
    Planner.ask(wanted.resources(), questions);
    wanted.signals().ask(questions);
    facts = ask(questions, FactsScript.render(questions, layout), FACTS_TIMEOUT);
    checkSize();
    plan =
        wanted.wholeHost()
            ? Planner.plan(host.name(), wanted.resources(), facts)
            : Planner.planSome(host.name(), wanted.resources(), facts);
    plan = plan.without(change -> !change.once().isEmpty() && once.isDone(change.once()));
    if (options.diff() == RunOptions.Diff.SHOW) {
      diffs = Differences.of(plan, shell, layout, fleet.inventory().hidden());
    }
    listener.planned(host, plan.size());
  }

  /**
   * Makes sure that what would be done is what was approved.
   *
   * @throws FleetException (INPUT) saying what differs
   */
  void compare(SavedPlan approved) {
    List<String> differences = approved.differences(host.name(), changes(RunReport.Kind.PLAN));
    if (!differences.isEmpty()) {
      throw new FleetException(
          ErrorCategory.INPUT,
          host.name()
              + ": is no longer as it was planned for, so nothing was done here: "
              + String.join("; ", differences));
    }
  }

  private void checkSize() {
    SizeCheck.check(fleet, host, facts.size())
        .ifPresent(
            problem -> {
              if (problem.severity() == Problem.Severity.ERROR) {
                throw new FleetException(ErrorCategory.INPUT, problem.message());
              }
              listener.warned(host, problem.message());
            });
  }

  /** Makes the changes of the plan. */
  void apply(Applier applier, Runnable checkpoint) {
    rememberTexts();
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
          public void output(String line) {
            listener.output(host, line);
          }

          @Override
          public void doneElsewhere(int step) {
            elsewhere.add(step);
          }

          @Override
          public void beforeHandlers() {
            checkpoint.run();
          }

          @Override
          public void checkpoint() {
            checkpoint.run();
            HostTurn.checkNotStopped(control, host.name());
          }
        });
  }

  /**
   * Reads the signals until all are well. Without changes, those that came with the facts will do.
   *
   * @throws FleetException (REMOTE) saying what is not well when its time is up
   */
  Verification.Verified verify(RuleReading reading) {
    Verification verification =
        new Verification(host, wanted.signals(), wanted::rules, reading, listener, control);
    return plan.isEmpty()
        ? new Verification.Verified(
            verification.withoutChanges(facts, look(Signals::ask)), Optional.empty())
        : verification.afterChanges(look(Signals::askFresh));
  }

  private Verification.Look look(BiConsumer<Signals, Questions> asks) {
    return (round, asked) -> {
      Questions questions = new Questions();
      asks.accept(asked, questions);
      String script = FactsScript.render(questions, layout);
      return ask(
          questions,
          round == Verification.Round.LATER ? "sleep 1\n" + script : script,
          FACTS_TIMEOUT);
    };
  }

  List<String> roles() {
    return wanted.roles();
  }

  /** What an earlier run owes to roles that this run is not about. */
  List<String> waiting() {
    return plan == null ? List.of() : plan.waiting().stream().map(Handler::toString).toList();
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
      reports.add(
          ChangeReport.of(role(i), change, diff, outcome(kind, i), digest.of(change))
              .without(fleet.inventory().hidden()));
    }
    for (Handler handler : plan.owed()) {
      int step = plan.changes().size() + plan.handlers().indexOf(handler);
      reports.add(ChangeReport.owed(handler, outcome(kind, step), digest.of(handler)));
    }
    return reports;
  }

  // What two roles want alike is the first one's.
  private String role(int change) {
    Resource source = plan.sources().get(change);
    return wanted.declarations().stream()
        .filter(declaration -> declaration.resources().contains(source))
        .map(Declaration::role)
        .findFirst()
        .orElse("");
  }

  /** Whether the plan has anything to do. */
  boolean hasChanges() {
    return plan != null && !plan.isEmpty();
  }

  private ChangeReport.Outcome outcome(RunReport.Kind kind, int step) {
    if (kind == RunReport.Kind.PLAN) {
      return ChangeReport.Outcome.PLANNED;
    }
    if (elsewhere.contains(step)) {
      return ChangeReport.Outcome.DONE_ELSEWHERE;
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

  // For the record. A host that can't give them is changed all the same.
  private void rememberTexts() {
    if (diffs.isEmpty()) {
      try {
        diffs = Differences.of(plan, shell, layout, fleet.inventory().hidden());
      } catch (FleetException e) {
        LOG.debug("{}: no text differences: {}", host.name(), e.getMessage());
      }
    }
  }
}
