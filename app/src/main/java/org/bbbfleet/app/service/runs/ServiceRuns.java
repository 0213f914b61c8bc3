package org.bbbfleet.app.service.runs;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.bbbfleet.app.service.ServeConfig;
import org.bbbfleet.app.service.api.ApiFailure;
import org.bbbfleet.app.service.api.Caller;
import org.bbbfleet.app.service.live.Feed;
import org.bbbfleet.app.service.runs.RunCarrier.Task;
import org.bbbfleet.core.error.FleetException;
import org.bbbfleet.provisioning.run.RunOptions;
import org.bbbfleet.provisioning.run.RunReport;
import org.bbbfleet.provisioning.run.Runs;
import org.bbbfleet.provisioning.run.SavedPlan;

/** The runs of the service: planned, approved, carried out, recorded, told as they go. */
public final class ServiceRuns implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final Optional<RunWorker> worker;
  private final OwnUnit own;
  private final Runs runs;
  private final Answers answers;
  private final Runnable told;
  private final LiveRuns live = new LiveRuns();
  private final RunCarrier carrier;

  /**
   * Runs.
   *
   * @param worker what carries them out; empty when the service provisions nothing
   * @param own the unit that this process is, which no run may restart
   * @param told is called when there is something new; must not block
   * @param ended hears of each run that is over; must not block
   */
  public ServiceRuns(
      Optional<RunWorker> worker,
      Runs runs,
      ServeConfig.Approval rule,
      OwnUnit own,
      Clock clock,
      Runnable told,
      Consumer<RunReport> ended) {
    this(worker, runs, rule, own, clock, told, ended, PATIENCE);
  }

  /** The same, with another time within which a run must begin. */
  ServiceRuns(
      Optional<RunWorker> worker,
      Runs runs,
      ServeConfig.Approval rule,
      OwnUnit own,
      Clock clock,
      Runnable told,
      Consumer<RunReport> ended,
      Duration patience) {
    this.worker = worker;
    this.own = own;
    this.runs = runs;
    this.answers = new Answers(clock, rule);
    this.told = told;
    this.carrier = new RunCarrier(runs, live, clock, told, ended, patience);
  }

  /** Whether the service provisions. */
  public boolean enabled() {
    return worker.isPresent();
  }

  /** The newest runs, newest first. */
  public List<RunViews.Row> newest(int most) {
    return runs.newest(most).stream()
        .map(run -> RunViews.row(run, answers.of(run.request().id())))
        .toList();
  }

  /** A run, if there is one of this id. */
  public Optional<RunViews.View> find(String id) {
    return runs.find(id)
        .map(
            detail -> {
              String run = detail.summary().request().id();
              boolean goesOn = live.goingOn(run).isPresent();
              return RunViews.view(detail, answers.of(run), goesOn);
            });
  }

  /** What the run of this id tells after so many events; nothing for one that is not ours. */
  public Feed feed(String id, int known) {
    return live.feed(id, known);
  }

  /**
   * Begins a plan.
   *
   * @param how also what carries the plan out goes about it
   * @return its run's id
   */
  public String plan(Caller caller, RunOptions how) {
    Task task =
        Task.of(RunReport.Kind.PLAN, how.showingDiff())
            .over(
                (report, fleet) -> {
                  if (report.changes() > 0) {
                    answers.ask(SavedPlan.of(report, fleet), how, caller);
                  }
                });
    return carrier.begin(worker, task, new LiveRun());
  }

  /**
   * Begins a run of one host for somebody who waits for it.
   *
   * @param host the host, which the options' pattern names, maybe besides others
   * @param holder who holds the host's lease, under which the run goes on; empty: it takes its own
   * @throws FleetException when it could not begin: nothing was contacted
   */
  LiveRun begin(RunReport.Kind kind, RunOptions options, String host, String holder) {
    LiveRun run = new LiveRun();
    Task task = Task.of(kind, options).unless(fleet -> own.refuse(host, options.roles(), fleet));
    carrier.begin(worker.map(works -> works.only(host, holder)), task, run);
    return run;
  }

  /**
   * Approves a plan and carries it out: exactly it, on hosts that are still as it found them.
   *
   * @return the id of the run that does
   */
  public String approve(String id, Caller caller, String author, String reason) {
    Answers.Approved approved = answers.approve(id, caller, author, reason);
    SavedPlan plan = approved.plan();
    RunOptions options =
        approved
            .how()
            .asked("plan " + id + " approved by " + author + ": " + reason, plan.limit())
            .approved(plan);
    Task task =
        Task.of(RunReport.Kind.APPLY, options)
            .unless(fleet -> own.refuse(plan, fleet))
            .notBegun(() -> answers.reopen(plan));
    return carrier.begin(worker, task, new LiveRun());
  }

  /** Rejects a plan. */
  public void reject(String id, String author, String reason) {
    answers.reject(id, author, reason);
    told.run();
  }

  /** Stops a run gently: what is begun on a host is ended there. */
  public void cancel(String id, String author, String reason) {
    LiveRun run =
        live.goingOn(id)
            .orElseThrow(() -> ApiFailure.conflict("run " + id + " is not one that goes on here"));
    run.control().stop("stopped by " + author + ": " + reason);
  }

  @Override
  public void close() {
    live.stopAll("the service ends");
    carrier.close();
  }
}
