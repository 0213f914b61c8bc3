package org.bbbfleet.app.service.runs;

import java.util.ArrayList;
import java.util.List;
import org.bbbfleet.app.service.live.Feed;
import org.bbbfleet.provisioning.run.RunControl;
import org.bbbfleet.provisioning.run.RunEvent;
import org.bbbfleet.provisioning.run.RunJson;

/** A run of this service, with the events that its readers may still want. */
final class LiveRun {
  /** Enough for a thousand hosts of twenty steps each. */
  private static final int MOST_EVENTS = 30_000;

  private static final int PAGE = 200;

  private final RunControl control = new RunControl();
  private final List<RunEvent> events = new ArrayList<>();
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
