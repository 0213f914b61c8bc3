package org.bbbfleet.app.service.runs;

import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.bbbfleet.app.service.api.ApiFailure;
import org.bbbfleet.core.error.FleetException;
import org.bbbfleet.provisioning.role.Fleet;
import org.bbbfleet.provisioning.run.RunListener;
import org.bbbfleet.provisioning.run.RunOptions;
import org.bbbfleet.provisioning.run.RunRecorder;
import org.bbbfleet.provisioning.run.RunReport;
import org.bbbfleet.provisioning.run.RunRequest;
import org.bbbfleet.provisioning.run.Runs;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Carries runs out, a few at once, each on a thread of its own. */
final class RunCarrier implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(RunCarrier.class);
  private static final int MOST_AT_ONCE = 3;

  private final Runs runs;
  private final LiveRuns live;
  private final Clock clock;
  private final Runnable told;
  private final Consumer<RunReport> ended;
  private final Duration patience;
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
   * @param patience within which a run must begin, or it is called off
   */
  RunCarrier(
      Runs runs,
      LiveRuns live,
      Clock clock,
      Runnable told,
      Consumer<RunReport> ended,
      Duration patience) {
    this.runs = runs;
    this.live = live;
    this.clock = clock;
    this.told = told;
    this.ended = ended;
    this.patience = patience;
  }

  /**
   * What is to be carried out.
   *
   * @param unless throws when the run must not be
   * @param over hears of the end, when the record is complete
   * @param notBegun is called, once, when it has not begun and never will
   */
  record Task(
      RunReport.Kind kind,
      RunOptions options,
      Consumer<Fleet> unless,
      BiConsumer<RunReport, Fleet> over,
      Runnable notBegun) {
    static Task of(RunReport.Kind kind, RunOptions options) {
      return new Task(kind, options, fleet -> {}, (report, fleet) -> {}, () -> {});
    }

    Task unless(Consumer<Fleet> check) {
      return new Task(kind, options, check, over, notBegun);
    }

    Task over(BiConsumer<RunReport, Fleet> end) {
      return new Task(kind, options, unless, end, notBegun);
    }

    Task notBegun(Runnable reopen) {
      return new Task(kind, options, unless, over, reopen);
    }
  }

  /**
   * Begins a run.
   *
   * @param carrier empty when the service provisions nothing
   * @param run hears of it
   * @return its id
   * @throws FleetException when it could not begin: nothing was contacted
   */
  String begin(Optional<RunWorker> carrier, Task task, LiveRun run) {
    CompletableFuture<String> begun = new CompletableFuture<>();
    try {
      RunWorker works =
          carrier.orElseThrow(
              () ->
                  ApiFailure.unavailable(
                      "this service provisions nothing: it has no inventory and no operator's key"
                          + " (provision: in serve.yaml)"));
      Fleet fleet = works.fleet();
      task.unless().accept(fleet);
      threads.execute(() -> carryOut(works, fleet, task, run, begun));
    } catch (RejectedExecutionException e) {
      task.notBegun().run();
      throw ApiFailure.conflict(MOST_AT_ONCE + " runs go on already; wait for one to end");
    } catch (RuntimeException e) {
      task.notBegun().run();
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
      RunWorker works, Fleet fleet, Task task, LiveRun run, CompletableFuture<String> begun) {
    try {
      // The record is complete before anybody is asked or told of the end.
      RunReport report = recorded(works, fleet, task, run, begun);
      run.report(report);
      ended.accept(report);
      task.over().accept(report, fleet);
      if (begun.isCompletedExceptionally()) {
        task.notBegun().run();
      }
    } catch (RuntimeException | Error e) {
      if (!begun.isDone() || begun.isCompletedExceptionally()) {
        // First, so that who hears of it may ask again at once.
        task.notBegun().run();
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
      RunWorker works, Fleet fleet, Task task, LiveRun run, CompletableFuture<String> begun) {
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
          task.kind(),
          fleet,
          task.options(),
          RunListener.all(recorder, teller, beginning),
          run.control());
    }
  }

  @Override
  public void close() {
    threads.shutdown();
  }
}
