package org.bbbfleet.app.service.runs;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.bbbfleet.app.service.live.Feed;
import org.bbbfleet.core.error.ErrorCategory;
import org.bbbfleet.core.error.FleetException;
import org.bbbfleet.provisioning.run.RunControl;
import org.bbbfleet.provisioning.run.RunEvent;
import org.bbbfleet.provisioning.run.RunJson;
import org.bbbfleet.provisioning.run.RunReport;

/** A run of this service, with the events that its readers may still want. */
final class LiveRun {
  /** Enough for a thousand hosts of twenty steps each. */
  private static final int MOST_EVENTS = 30_000;

  private static final int PAGE = 200;

  /** A script that runs when a run is stopped is ended, and its handlers. */
  private static final Duration STOPPING = Duration.ofMinutes(3);

  private final RunControl control = new RunControl();
  private final List<RunEvent> events = new ArrayList<>();
  private final CompletableFuture<RunReport> report = new CompletableFuture<>();
  private boolean over;

  RunControl control() {
    return control;
  }

  synchronized void add(RunEvent event) {
    // The end of a host and of the run are always told.
    if (events.size() < MOST_EVENTS || !(event instanceof RunEvent.Step)) {
      events.add(event);
    }
  }

  synchronized void end() {
    over = true;
    report.completeExceptionally(
        new FleetException(ErrorCategory.INTERNAL, "the run ended by a fault of this program"));
  }

  /** How it ended. */
  void report(RunReport ended) {
    report.complete(ended);
  }

  /**
   * Waits for the end; after so long the run is stopped gently and waited for once more.
   *
   * @throws FleetException (INTERNAL) when it ended by a fault; (TIMEOUT) when it can't be stopped
   */
  RunReport await(Duration longest, String why) {
    try {
      try {
        return report.get(longest.toMillis(), TimeUnit.MILLISECONDS);
      } catch (TimeoutException e) {
        control.stop(why);
        return report.get(STOPPING.toMillis(), TimeUnit.MILLISECONDS);
      }
    } catch (ExecutionException e) {
      throw e.getCause() instanceof FleetException known
          ? known
          : new IllegalStateException(e.getCause());
    } catch (TimeoutException e) {
      control.abort(why);
      throw new FleetException(ErrorCategory.TIMEOUT, "the run did not stop; it is ended", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new FleetException(ErrorCategory.TIMEOUT, "the service ends", e);
    }
  }

  synchronized boolean over() {
    return over;
  }

  private synchronized List<RunEvent> after(int position) {
    return List.copyOf(
        events.subList(
            Math.min(position, events.size()), Math.min(position + PAGE, events.size())));
  }

  /** All events after those that a reader knows, and the last one after them. */
  Feed feed(int known) {
    return new Feed() {
      private int position = known;
      private boolean ended;

      @Override
      public List<Message> next() {
        boolean last = over();
        List<Message> messages = new ArrayList<>();
        for (RunEvent event : after(position)) {
          position++;
          messages.add(new Message(Integer.toString(position), "run", RunJson.write(event)));
        }
        if (messages.isEmpty() && last && !ended) {
          ended = true;
          messages.add(new Message("", "end", "{}"));
        }
        return messages;
      }

      @Override
      public boolean ended() {
        return ended;
      }
    };
  }
}
