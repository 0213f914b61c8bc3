package org.bbbfleet.app.service.live;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.LongSupplier;
import org.bbbfleet.alerts.audit.HealingEvent;
import org.bbbfleet.alerts.incident.Healer;
import org.bbbfleet.app.JsonFormat;
import org.bbbfleet.app.service.status.StoryLine;

/** The audit trail as a feed; the ids are the trail's own, so that they outlive a restart. */
public final class EventFeed implements Feed {
  private static final int PAGE = 100;

  private final BiFunction<Long, Integer, List<HealingEvent>> trail;
  private final LongSupplier newest;
  private long last;

  /**
   * A feed.
   *
   * @param trail the events after an id, oldest first, so many at most
   * @param newest the newest event's id
   * @param last the last event that the reader knows; negative to begin now
   */
  EventFeed(BiFunction<Long, Integer, List<HealingEvent>> trail, LongSupplier newest, long last) {
    this.trail = trail;
    this.newest = newest;
    this.last = last;
  }

  /** A healer's trail after an event that the reader knows, or from now on. */
  public static EventFeed of(Healer healer, Optional<Long> known) {
    return new EventFeed(healer::eventsAfter, healer::newestEvent, known.orElse(-1L));
  }

  @Override
  public List<Message> next() {
    if (last < 0) {
      last = newest.getAsLong();
      // At once, so that a reader whose connection breaks before anything happens misses nothing.
      return List.of(new Message(Long.toString(last), "hello", "{}"));
    }
    List<HealingEvent> events = trail.apply(last, PAGE);
    if (!events.isEmpty()) {
      last = events.get(events.size() - 1).id();
    }
    return events.stream().map(EventFeed::message).toList();
  }

  private static Message message(HealingEvent event) {
    return new Message(Long.toString(event.id()), "healing", json(StoryLine.event(event)));
  }

  /** One line of JSON. */
  static String json(Object value) {
    try {
      return JsonFormat.mapper().writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
