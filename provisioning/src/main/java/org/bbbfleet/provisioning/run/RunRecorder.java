package org.bbbfleet.provisioning.run;

import static java.util.Objects.requireNonNull;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.bbbfleet.core.inventory.Host;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands a run's events on in their order, from a thread of its own, with a sign of life every
 * fifteen seconds: what records them is never waited for by a host's work. When it fails the run
 * goes on, and that is said once.
 */
public final class RunRecorder implements RunListener, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RunRecorder.class);
  private static final Duration BEAT = Duration.ofSeconds(15);
  private static final Duration LAST_WORDS = Duration.ofSeconds(20);
  private static final int MOST_WAITING = 100_000;
  private static final int MOST_TOGETHER = 100;

  private final Consumer<List<RunEvent>> sink;
  private final Clock clock;
  private final ScheduledThreadPoolExecutor thread;
  private final Queue<RunEvent> waiting = new ConcurrentLinkedQueue<>();
  private final RunListener events;
  private volatile String run = "";
  private volatile boolean failed;

  /**
   * A recorder of one run.
   *
   * @param sink takes the events that have come together, in their order: {@link
   *     Runs#record(List)}; may block, may throw, and takes all of them or none
   */
  public RunRecorder(Consumer<List<RunEvent>> sink, Clock clock) {
    this.sink = requireNonNull(sink, "sink is null");
    this.clock = requireNonNull(clock, "clock is null");
    this.thread =
        new ScheduledThreadPoolExecutor(
            1,
            work -> {
              Thread made = new Thread(work, "run-recorder");
              made.setDaemon(true);
              return made;
            });
    this.events = RunListener.events(clock, this::later);
  }

  private void later(RunEvent event) {
    if (thread.isShutdown() || thread.getQueue().size() > MOST_WAITING) {
      return;
    }
    waiting.add(event);
    thread.execute(this::writeWhatWaits);
  }

  // Each writing waits for the disk once: what came meanwhile goes together.
  private void writeWhatWaits() {
    List<RunEvent> together = new ArrayList<>();
    for (RunEvent event = waiting.poll(); event != null; event = waiting.poll()) {
      together.add(event);
      if (together.size() == MOST_TOGETHER) {
        write(together);
        together = new ArrayList<>();
      }
    }
    if (!together.isEmpty()) {
      write(together);
    }
  }

  private void write(List<RunEvent> together) {
    try {
      sink.accept(List.copyOf(together));
    } catch (RuntimeException e) {
      if (together.size() > 1) {
        // One that can't be written does not take the others with it.
        together.forEach(event -> write(List.of(event)));
      } else if (!failed) {
        failed = true;
        LOG.warn("the run can't be recorded: {}", e.getMessage());
      }
    }
  }

  private void beat() {
    write(List.of(new RunEvent.Beat(run, clock.instant())));
  }

  @Override
  public void begun(RunRequest request) {
    run = request.id();
    events.begun(request);
    long every = BEAT.toMillis();
    thread.scheduleAtFixedRate(this::beat, every, every, TimeUnit.MILLISECONDS);
  }

  @Override
  public void started(Host host) {
    events.started(host);
  }

  @Override
  public void warned(Host host, String message) {
    events.warned(host, message);
  }

  @Override
  public void planned(Host host, int changes) {
    events.planned(host, changes);
  }

  @Override
  public void step(Host host, int number, int of, String what) {
    events.step(host, number, of, what);
  }

  @Override
  public void verifying(Host host) {
    events.verifying(host);
  }

  @Override
  public void finished(HostReport report) {
    events.finished(report);
  }

  @Override
  public void ended(RunReport report) {
    events.ended(report);
  }

  /** Waits, for a bounded time, until everything that was told is recorded. */
  @Override
  public void close() {
    thread.setExecuteExistingDelayedTasksAfterShutdownPolicy(true);
    thread.setContinueExistingPeriodicTasksAfterShutdownPolicy(false);
    thread.shutdown();
    try {
      if (!thread.awaitTermination(LAST_WORDS.toMillis(), TimeUnit.MILLISECONDS)) {
        LOG.warn("the end of the run could not be recorded in time");
        thread.shutdownNow();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      thread.shutdownNow();
    }
  }
}
