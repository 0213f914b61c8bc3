package org.bbbfleet.app.service.runs;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.bbbfleet.app.service.ServeConfig;
import org.bbbfleet.app.service.api.ApiFailure;
import org.bbbfleet.app.service.api.Caller;
import org.bbbfleet.app.service.live.Feed;
import org.bbbfleet.core.error.FleetException;
import org.bbbfleet.provisioning.role.Fleet;
import org.bbbfleet.provisioning.run.RunListener;
import org.bbbfleet.provisioning.run.RunOptions;
import org.bbbfleet.provisioning.run.RunRecorder;
import org.bbbfleet.provisioning.run.RunReport;
import org.bbbfleet.provisioning.run.RunRequest;
import org.bbbfleet.provisioning.run.Runs;
import org.bbbfleet.provisioning.run.SavedPlan;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The runs of the service: planned, approved, carried out, recorded, told as they go. */
public final class ServiceRuns implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(ServiceRuns.class);
  private static final int MOST_AT_ONCE = 3;
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final Optional<RunWorker> worker;
  private final OwnUnit own;
  private final Duration patience;
  private final Runs runs;
  private final Answers answers;
  private final Clock clock;
  private final Runnable told;
  private final Consumer<RunReport> ended;
  private final LiveRuns live = new LiveRuns();
  private final ExecutorService threads =
      new ThreadPoolExecutor(
          0,
          MOST_AT_ONCE,
          30,
          TimeUnit.SECONDS,
          new SynchronousQueue<>(),
          work -> {
            Thread thread = new Thread(work, "run");
            thread.setDaemon(true);
            return thread;
          });

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
    this.patience = patience;
    this.runs = runs;
    this.answers = new Answers(clock, rule);
    this.clock = clock;
    this.told = told;
    this.ended = ended;
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
   * @return its run's id
   */
  public String plan(Caller caller, String author, String limit, List<String> roles) {
    RunOptions options =
        RunOptions.by(author).asked("the service", limit).roles(roles).showingDiff();
    return begin(
        worker,
        RunReport.Kind.PLAN,
        options,
        Optional.of(caller),
        fleet -> {},
        () -> {},
        new LiveRun());
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
    begin(
        worker.map(works -> works.only(host, holder)),
        kind,
        options,
        Optional.empty(),
        fleet -> {},
        () -> {},
        run);
    return run;
  }

  /**
   * Approves a plan and carries it out: exactly it, on hosts that are still as it found them.
   *
   * @return the id of the run that does
   */
  public String approve(String id, Caller caller, String author, String reason) {
    SavedPlan plan = answers.approve(id, caller, author, reason);
    RunOptions options =
        RunOptions.by(plan.who())
            .asked("plan " + id + " approved by " + author + ": " + reason, plan.limit())
            .roles(plan.roles())
            .approved(plan);
    return begin(
        worker,
        RunReport.Kind.APPLY,
        options,
        Optional.empty(),
        fleet -> own.refuse(plan, fleet),
        () -> answers.reopen(plan),
        new LiveRun());
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

  /**
   * Begins a run.
   *
   * @param check throws when the run must not be
   * @param notBegun is called, once, when it has not begun and never will
   */
  private String begin(
      Optional<RunWorker> carrier,
      RunReport.Kind kind,
      RunOptions options,
      Optional<Caller> asker,
      Consumer<Fleet> check,
      Runnable notBegun,
      LiveRun run) {
    CompletableFuture<String> begun = new CompletableFuture<>();
    try {
      RunWorker works =
          carrier.orElseThrow(
              () ->
                  ApiFailure.unavailable(
                      "this service provisions nothing: it has no inventory and no operator's key"
                          + " (provision: in serve.yaml)"));
      Fleet fleet = works.fleet();
      check.accept(fleet);
      threads.execute(() -> carryOut(works, fleet, kind, options, asker, run, begun, notBegun));
    } catch (RejectedExecutionException e) {
      notBegun.run();
      throw ApiFailure.conflict(MOST_AT_ONCE + " runs go on already; wait for one to end");
    } catch (RuntimeException e) {
      notBegun.run();
      throw e;
    }
    return await(begun);
  }

  /** The id of the run, as soon as it has begun. One that is late does nothing any more. */
  private String await(CompletableFuture<String> begun) {
    try {
      return begun.get(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof FleetException known) {
        throw known;
      }
      throw new IllegalStateException(e.getCause());
    } catch (TimeoutException e) {
      ApiFailure late =
          ApiFailure.unavailable(
              "the run did not begin within "
                  + patience.toSeconds()
                  + " s; it is called off, and nothing is changed");
      if (begun.completeExceptionally(late)) {
        throw late;
      }
      // It began at this very moment.
      return begun.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw ApiFailure.unavailable("the service ends");
    }
  }

  private void carryOut(
      RunWorker works,
      Fleet fleet,
      RunReport.Kind kind,
      RunOptions options,
      Optional<Caller> asker,
      LiveRun run,
      CompletableFuture<String> begun,
      Runnable notBegun) {
    try {
      // The record is complete before anybody is asked or told of the end.
      RunReport report = recorded(works, fleet, kind, options, run, begun);
      run.report(report);
      ended.accept(report);
      if (asker.isPresent() && report.changes() > 0) {
        answers.ask(SavedPlan.of(report, fleet), asker.get());
      }
      if (begun.isCompletedExceptionally()) {
        notBegun.run();
      }
    } catch (RuntimeException | Error e) {
      if (!begun.isDone() || begun.isCompletedExceptionally()) {
        // First, so that who hears of it may ask again at once.
        notBegun.run();
      }
      // An Error, too: whoever waits for the beginning must hear of it.
      if (!begun.completeExceptionally(e)) {
        log.error("a run ended by a fault", e);
      }
    } finally {
      run.end();
      told.run();
    }
  }

  private RunReport recorded(
      RunWorker works,
      Fleet fleet,
      RunReport.Kind kind,
      RunOptions options,
      LiveRun run,
      CompletableFuture<String> begun) {
    RunListener teller =
        RunListener.events(
            clock,
            event -> {
              run.add(event);
              told.run();
            });
    RunListener beginning =
        new RunListener() {
          @Override
          public void begun(RunRequest request) {
            live.remember(request.id(), run);
            if (!begun.complete(request.id())) {
              run.control().stop("called off, as it did not begin in time");
            }
          }
        };
    try (RunRecorder recorder = new RunRecorder(runs::record, clock)) {
      return works.run(
          kind, fleet, options, RunListener.all(recorder, teller, beginning), run.control());
    }
  }

  @Override
  public void close() {
    live.stopAll("the service ends");
    threads.shutdown();
  }
}
