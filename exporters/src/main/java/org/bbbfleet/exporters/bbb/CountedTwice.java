package org.bbbfleet.exporters.bbb;

import java.util.HashMap;
import java.util.Map;

/**
 * People who count in a breakout room and in its parent meeting. Found by their user ids; where the
 * front end's ids hide it, everybody of a breakout room counts, as all of them came from the
 * parent, but never more than the parent has.
 */
final class CountedTwice {
  private final Map<String, Room> parents = new HashMap<>();
  private final Map<String, Room> breakouts = new HashMap<>();

  private static final class Room {
    int participants;
    UserIds users = new UserIds();
  }

  void add(Meeting meeting) {
    if (!meeting.breakout) {
      if (!meeting.internalId.isEmpty() && meeting.participants() > 0) {
        Room room = new Room();
        room.participants = meeting.participants();
        room.users = meeting.users();
        parents.put(meeting.internalId, room);
      }
    } else if (!meeting.parentId.isEmpty()) {
      Room rooms = breakouts.computeIfAbsent(meeting.parentId, id -> new Room());
      rooms.participants += meeting.participants();
      rooms.users.addAll(meeting.usersAsOfParent());
    }
  }

  int people() {
    int sum = 0;
    for (Map.Entry<String, Room> e : breakouts.entrySet()) {
      Room parent = parents.get(e.getKey());
      if (parent != null) {
        int found = e.getValue().users.in(parent.users);
        sum += found > 0 ? found : Math.min(e.getValue().participants, parent.participants);
      }
    }
    return sum;
  }
}
