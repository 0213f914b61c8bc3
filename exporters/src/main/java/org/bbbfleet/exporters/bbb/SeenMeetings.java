package org.bbbfleet.exporters.bbb;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Counts different meetings. It remembers those of the past, so that one that was out of sight for
 * a while (an outage, a server that Scalelite could not reach) is not counted twice; the longest
 * unseen are forgotten first.
 */
final class SeenMeetings {
  private static final int MOST = 20_000;

  private final Map<String, Boolean> seen = new LinkedHashMap<>(16, 0.75f, true);
  private long meetings;
  private long breakoutRooms;

  void add(List<Meetings.Id> running) {
    for (Meetings.Id id : running) {
      if (seen.put(id.internal(), true) == null) {
        if (id.breakout()) {
          breakoutRooms++;
        } else {
          meetings++;
        }
      }
    }
    int most = Math.max(MOST, running.size());
    Iterator<String> oldest = seen.keySet().iterator();
    while (seen.size() > most) {
      oldest.next();
      oldest.remove();
    }
  }

  long meetings() {
    return meetings;
  }

  long breakoutRooms() {
    return breakoutRooms;
  }
}
