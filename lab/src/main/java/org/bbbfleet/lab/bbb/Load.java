package org.bbbfleet.lab.bbb;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Generates meetings: the same seed gives the same meetings. Every tenth was created and never
 * joined, every seventh has two breakout rooms besides; names hold what people type, markup
 * included.
 *
 * @param meetings how many ordinary meetings; breakout rooms come on top
 * @param attendees how many people are in each that has any
 * @param seed of the random choices
 * @param now when the youngest meeting was created
 */
public record Load(int meetings, int attendees, long seed, Instant now) {
  private static final List<Attendee.Audio> AUDIO = List.of(Attendee.Audio.values());
  private static final List<String> NAMES =
      List.of(
          "Anton G",
          "Béatrice Müller-Łukasz",
          "<b>Bold</b> & \"quoted\"",
          "O'Neil ]]> escaped",
          "李小龍 🎓",
          "عمر الخيام",
          "Zoë\u200bZeroWidth",
          "a,b;c=d%20e+f",
          "{{ 7*7 }} ${x} \\n",
          "&lt;already&gt; &amp;");

  /** Refuses sizes that no server reaches. */
  public Load {
    if (meetings < 0 || meetings > 10_000 || attendees < 0 || attendees > 10_000) {
      throw new IllegalArgumentException("at most 10000 meetings of 10000 attendees each");
    }
    if ((long) meetings * attendees > 1_000_000) {
      throw new IllegalArgumentException("at most 1000000 attendees");
    }
  }

  /** The meetings, breakout rooms after their parents. */
  public List<Meeting> generate() {
    Random random = new Random(seed);
    List<Meeting> all = new ArrayList<>();
    for (int i = 0; i < meetings; i++) {
      Instant created = now.minus(Duration.ofSeconds(60L + random.nextInt(7200)));
      Meeting meeting =
          Meeting.created("load-" + seed + "-" + i, name(i) + " (room " + i + ")", created)
              .withMaxUsers(i % 3 == 0 ? 1000 : 0)
              .withMetadata(metadata(i));
      if (i % 10 == 9) {
        all.add(meeting);
        continue;
      }
      meeting = meeting.joinedBy(people(random, i, attendees));
      List<Meeting> rooms = i % 7 == 6 ? breakouts(random, meeting, i) : List.of();
      all.add(meeting.withBreakoutRooms(rooms));
      all.addAll(rooms);
    }
    return all;
  }

  private List<Meeting> breakouts(Random random, Meeting parent, int index) {
    List<Meeting> rooms = new ArrayList<>();
    for (int sequence = 1; sequence <= 2; sequence++) {
      String id = parent.id() + "-" + sequence;
      rooms.add(
          Meeting.created(id, parent.name() + " (Room " + sequence + ")", parent.createTime())
              .joinedBy(people(random, index, Math.min(attendees, 4)))
              .breakoutOf(parent, sequence));
    }
    return rooms;
  }

  private static List<Attendee> people(Random random, int meeting, int count) {
    List<Attendee> people = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      String id = "w_" + Long.toString(random.nextLong(Long.MAX_VALUE), 36);
      String name = name(meeting + i) + " " + i;
      Attendee attendee = i == 0 ? Attendee.moderator(id, name) : Attendee.viewer(id, name);
      if (i > 0) {
        attendee = attendee.withAudio(AUDIO.get(random.nextInt(AUDIO.size())));
      }
      people.add(random.nextInt(4) == 0 ? attendee.withVideo() : attendee);
    }
    return people;
  }

  private static String name(int index) {
    return NAMES.get(Math.floorMod(index, NAMES.size()));
  }

  private static Map<String, String> metadata(int index) {
    return Map.of(
        "bbb-origin",
        index % 4 == 0 ? "moodle" : "Greenlight",
        "bbb-origin-server-name",
        "front-" + index % 4 + ".example.org",
        "bbb-origin-version",
        "v3");
  }
}
