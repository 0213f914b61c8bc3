package org.bbbfleet.exporters.bbb;

import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** One meeting as it is read. */
final class Meeting {
  String internalId = "";
  String parentId = "";
  boolean breakout;
  boolean recorded;
  boolean attendeesListed;
  OptionalLong createdMillis = OptionalLong.empty();
  String originServer = "";
  String originName = "";

  private Optional<Boolean> everJoined = Optional.empty();
  private int presenters;
  private final Map<Count, Integer> stated = new EnumMap<>(Count.class);
  private final Map<Count, Integer> seen = new EnumMap<>(Count.class);
  private final Labels<String> clients = new Labels<>(Meetings.OTHER);
  private final UserIds users = new UserIds();
  private final UserIds usersAsOfParent = new UserIds();

  /** Takes a count that the server states; an empty one is none. */
  void state(Count count, String text) {
    if (!text.isEmpty()) {
      stated.put(count, TolerantInteger.parse(text));
    }
  }

  void stateJoined(boolean joined) {
    everJoined = Optional.of(joined);
  }

  void join(Attendee attendee) {
    for (Count count : Count.values()) {
      if (attendee.is(count)) {
        seen.merge(count, 1, Integer::sum);
      }
    }
    if (attendee.presenter) {
      presenters++;
    }
    if (!attendee.client.isEmpty()) {
      clients.add(attendee.client, 1);
    }
    users.add(attendee.userId);
    usersAsOfParent.addOfBreakout(attendee.userId);
  }

  /** A count as stated, else by the attendees; empty when the server tells neither. */
  OptionalInt count(Count count) {
    Integer value = stated.get(count);
    if (value != null) {
      return OptionalInt.of(value);
    }
    return attendeesListed ? OptionalInt.of(seen.getOrDefault(count, 0)) : OptionalInt.empty();
  }

  int participants() {
    return count(Count.PARTICIPANTS).orElse(0);
  }

  /** Presenters, when the server lists those who are there. */
  OptionalInt presenters() {
    boolean nobody = count(Count.PARTICIPANTS).equals(OptionalInt.of(0));
    return attendeesListed || nobody ? OptionalInt.of(presenters) : OptionalInt.empty();
  }

  /** Whether anybody ever joined, as far as the server tells. */
  Optional<Boolean> everJoined() {
    return participants() > 0 ? Optional.of(true) : everJoined;
  }

  Labels<String> clients() {
    return clients;
  }

  UserIds users() {
    return users;
  }

  /** The same people under the ids that the parent meeting of a breakout room knows. */
  UserIds usersAsOfParent() {
    return usersAsOfParent;
  }
}
