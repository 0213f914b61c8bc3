package org.bbbfleet.exporters.freeswitch;

import static org.bbbfleet.exporters.freeswitch.CallMetrics.*;

import java.util.Map;
import org.bbbfleet.core.metrics.Samples;

/**
 * Compares FreeSWITCH's conferences with what BigBlueButton's API says of its meetings. Both were
 * asked within the same second or two, so people who just come or go make a difference that does
 * not last; alerts wait for one that does.
 */
final class Reconciliation {
  private Reconciliation() {}

  /**
   * States the differences.
   *
   * @param rooms FreeSWITCH's conferences by name
   * @param voices the API's people in the audio by voice bridge
   */
  static void write(
      Map<String, Conferences.Room> rooms, Map<String, Integer> voices, Samples samples) {
    long orphans =
        rooms.entrySet().stream()
            .filter(e -> people(e.getValue()) > 0 && !voices.containsKey(e.getKey()))
            .count();
    long silent =
        voices.entrySet().stream()
            .filter(e -> e.getValue() > 0 && !rooms.containsKey(e.getKey()))
            .count();
    long difference = 0;
    for (Map.Entry<String, Integer> meeting : voices.entrySet()) {
      Conferences.Room room = rooms.get(meeting.getKey());
      if (room != null) {
        difference += distance(meeting.getValue(), room);
      }
    }
    samples.put(CONFERENCES_WITHOUT_MEETING, orphans);
    samples.put(MEETINGS_WITHOUT_CONFERENCE, silent);
    samples.put(VOICE_DIFFERENCE, difference);
  }

  private static long people(Conferences.Room room) {
    return room.talkers() + room.listeners();
  }

  /** Some versions count those who may only listen as voices and some do not: both are right. */
  private static long distance(long voices, Conferences.Room room) {
    if (voices < room.talkers()) {
      return room.talkers() - voices;
    }
    return Math.max(0, voices - people(room));
  }
}
