package org.bbbfleet.provisioning.run;

import static java.util.Objects.requireNonNull;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.bbbfleet.core.error.ErrorCategory;
import org.bbbfleet.core.error.FleetException;
import org.bbbfleet.core.store.Store;
import org.jdbi.v3.core.Handle;

/**
 * The record of every run: who asked for what and when, and what became of each host, with changes
 * and text differences. It is made from the run's events as they happen, so that a run that is
 * killed leaves what it had done, and is told as {@link RunState#INTERRUPTED} once nobody has given
 * a sign of life for {@link #SILENCE}. The newest are kept.
 */
public final class Runs {
  /** A run that has been silent for longer is over. */
  public static final Duration SILENCE = Duration.ofSeconds(60);

  private static final int KEPT_APPLIED = 300;
  private static final int KEPT_PLANS = 50;
  private static final int LONGEST_ID = 100;

  private final Store store;
  private final Clock clock;

  /** The runs in a store. */
  public Runs(Store store, Clock clock) {
    this.store = requireNonNull(store, "store is null");
    this.clock = requireNonNull(clock, "clock is null");
  }

  /**
   * One run in a list.
   *
   * @param request what was asked for
   * @param state how it stands
   * @param stopped why it ended early; empty when it did not
   * @param took how long it took, or has taken so far
   * @param done hosts that are done
   * @param failed hosts that failed
   * @param changes changes that were made, or planned
   */
  public record Summary(
      RunRequest request,
      RunState state,
      String stopped,
      Duration took,
      int done,
      int failed,
      int changes) {}

  /**
   * One run in full.
   *
   * @param summary its head
   * @param hosts its hosts, in the order of the run
   */
  public record Detail(Summary summary, List<HostEntry> hosts) {
    public Detail {
      hosts = List.copyOf(hosts);
    }
  }

  /**
   * A host of a run.
   *
   * @param host its name
   * @param doing what it is at; empty when it has not begun, or is done
   * @param report what became of it, once it is done
   */
  public record HostEntry(String host, String doing, Optional<HostReport> report) {}

  /**
   * Writes down what happened. Events may come twice, and late ones of a run that is over change
   * nothing.
   *
   * @throws FleetException (INPUT) when the run of the event is not known
   */
  public void record(RunEvent event) {
    record(List.of(event));
  }

  /** Writes down what happened, in this order: all of it or, when it throws, nothing. */
  public void record(List<RunEvent> events) {
    for (RunEvent event : events) {
      if (event.run() == null || event.run().isEmpty() || event.run().length() > LONGEST_ID) {
        throw new FleetException(ErrorCategory.INPUT, "an event must name its run");
      }
    }
    store.jdbi().useTransaction(handle -> events.forEach(event -> record(handle, event)));
  }

  private void record(Handle handle, RunEvent event) {
    long now = clock.millis();
    if (event instanceof RunEvent.Started started) {
      RunRows.insert(handle, started.request(), now);
      long silent = now - SILENCE.toMillis();
      RunRows.prune(handle, RunReport.Kind.APPLY, KEPT_APPLIED, silent);
      RunRows.prune(handle, RunReport.Kind.PLAN, KEPT_PLANS, silent);
      return;
    }
    if (!RunRows.beat(handle, event.run(), now)) {
      if (RunRows.find(handle, event.run(), 1).isEmpty()) {
        throw new FleetException(ErrorCategory.INPUT, "there is no run " + event.run());
      }
      return;
    }
    if (event instanceof RunEvent.HostStarted host) {
      RunRows.doing(handle, host.run(), host.host(), "connecting");
    } else if (event instanceof RunEvent.HostPlanned host) {
      RunRows.doing(handle, host.run(), host.host(), host.changes() + " to change");
    } else if (event instanceof RunEvent.Step step) {
      RunRows.doing(
          handle, step.run(), step.host(), step.number() + "/" + step.of() + " " + step.what());
    } else if (event instanceof RunEvent.Verifying host) {
      RunRows.doing(handle, host.run(), host.host(), "reading its signals");
    } else if (event instanceof RunEvent.HostDone done) {
      RunRows.done(handle, done.run(), done.report());
    } else if (event instanceof RunEvent.Done done) {
      RunRows.end(handle, done.run(), done.state(), done.stopped(), now);
    }
  }

  /** Forgets a run that is over and part of another's record. */
  public void forget(String id) {
    store.jdbi().useHandle(handle -> RunRows.delete(handle, id));
  }

  /** The newest runs, newest first. */
  public List<Summary> newest(int most) {
    Instant silentSince = clock.instant().minus(SILENCE);
    return store.jdbi().withHandle(handle -> RunRows.newest(handle, most)).stream()
        .map(row -> row.summary(silentSince, clock.instant()))
        .toList();
  }

  /**
   * A run by its id, or by the beginning of it.
   *
   * @throws FleetException (INPUT) when several begin so
   */
  public Optional<Detail> find(String id) {
    Instant silentSince = clock.instant().minus(SILENCE);
    return store
        .jdbi()
        .inTransaction(
            handle -> {
              List<RunRows.Row> rows = RunRows.find(handle, id, 3);
              if (rows.isEmpty()) {
                return Optional.empty();
              }
              if (rows.size() > 1 && !rows.get(0).request().id().equals(id)) {
                throw new FleetException(
                    ErrorCategory.INPUT,
                    "several runs begin with "
                        + id
                        + ": "
                        + String.join(", ", rows.stream().map(r -> r.request().id()).toList()));
              }
              RunRows.Row row = rows.get(0);
              return Optional.of(
                  new Detail(
                      row.summary(silentSince, clock.instant()),
                      RunRows.hosts(handle, row.request().id())));
            });
  }
}
