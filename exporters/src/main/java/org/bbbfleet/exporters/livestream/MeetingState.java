package org.bbbfleet.exporters.livestream;

import java.util.Map;

/**
 * What BigBlueButton's API says of one meeting.
 *
 * @param running whether it goes on; false also when the server doesn't know it (any more)
 * @param names how many attendees have each of the names that were asked for
 */
record MeetingState(boolean running, Map<String, Integer> names) {
  static final MeetingState OVER = new MeetingState(false, Map.of());

  int with(String name) {
    return names.getOrDefault(name, 0);
  }
}
