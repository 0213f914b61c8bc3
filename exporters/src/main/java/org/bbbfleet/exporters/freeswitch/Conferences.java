package org.bbbfleet.exporters.freeswitch;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.Reader;
import java.util.HashMap;
import java.util.Map;

/**
 * Totals over all conferences, from {@code conference json_list compact}. Read as a stream: of 300
 * conferences with 40 members nothing is kept but these numbers.
 *
 * <p>A member is a person who calls. BigBlueButton's {@code GLOBAL_AUDIO_*} legs carry the audio to
 * those who only listen, and are counted apart; the entry that FreeSWITCH adds for a recording is
 * no member either. FreeSWITCH says of whoever is on hold that he neither hears nor speaks: he is
 * on hold, not muted or deaf.
 */
final class Conferences {
  private static final String BRIDGE = "GLOBAL_AUDIO_";
  private static final String LISTENER = "-bbbID-LISTENONLY-";
  private static final String WHAT = "the list of conferences";
  private static final int MAX_ROOMS = 20_000;
  private static final int MAX_NAME = 100;

  private long count;
  private long empty;
  private long recording;
  private long locked;
  private long oldestSeconds;
  private long members;
  private long talking;
  private long muted;
  private long deaf;
  private long onHold;
  private long bridges;

  private final Map<String, Room> rooms = new HashMap<>();
  private long roomListeners;

  private Conferences() {}

  /**
   * The people of one conference.
   *
   * @param talkers members who may talk
   * @param listeners members whom BigBlueButton let in to listen only; some of its versions count
   *     them as voices and others do not
   */
  record Room(long talkers, long listeners) {}

  /**
   * Reads the list.
   *
   * @throws EslException with {@link EslReason#PROTOCOL} when it is not that list
   */
  static Conferences parse(Reader text) {
    Conferences totals = new Conferences();
    Json.document(
        WHAT,
        text,
        json -> {
          expect(json.nextToken(), JsonToken.START_ARRAY);
          while (json.nextToken() != JsonToken.END_ARRAY) {
            totals.conference(json);
          }
        });
    return totals;
  }

  private void conference(JsonParser json) throws IOException {
    expect(json.currentToken(), JsonToken.START_OBJECT);
    count++;
    long membersBefore = members;
    roomListeners = 0;
    String name = "";
    while (json.nextToken() != JsonToken.END_OBJECT) {
      String field = json.currentName();
      JsonToken value = json.nextToken();
      switch (field) {
        case "conference_name" -> name = Json.text(json, value);
        case "run_time" -> oldestSeconds = Math.max(oldestSeconds, number(json, value));
        case "recording" -> recording += value == JsonToken.VALUE_TRUE ? 1 : 0;
        case "locked" -> locked += value == JsonToken.VALUE_TRUE ? 1 : 0;
        case "members" -> {
          expect(value, JsonToken.START_ARRAY);
          while (json.nextToken() != JsonToken.END_ARRAY) {
            member(json);
          }
        }
        default -> {}
      }
      json.skipChildren();
    }
    if (members == membersBefore) {
      empty++;
    }
    if (!name.isEmpty() && name.length() <= MAX_NAME && rooms.size() < MAX_ROOMS) {
      rooms.put(name, new Room(members - membersBefore - roomListeners, roomListeners));
    }
  }

  private void member(JsonParser json) throws IOException {
    expect(json.currentToken(), JsonToken.START_OBJECT);
    Flags flags = new Flags();
    boolean caller = false;
    boolean bridge = false;
    boolean listener = false;
    while (json.nextToken() != JsonToken.END_OBJECT) {
      String field = json.currentName();
      JsonToken value = json.nextToken();
      switch (field) {
        case "type" -> caller = Json.text(json, value).equals("caller");
        case "caller_id_name" -> {
          String name = Json.text(json, value);
          bridge = name.startsWith(BRIDGE);
          listener = name.contains(LISTENER);
        }
        case "flags" -> flags.read(json, value);
        default -> {}
      }
      json.skipChildren();
    }
    if (caller && bridge) {
      bridges++;
    } else if (caller) {
      members++;
      roomListeners += listener ? 1 : 0;
      talking += flags.talking ? 1 : 0;
      onHold += flags.hold ? 1 : 0;
      muted += !flags.speak && !flags.hold ? 1 : 0;
      deaf += !flags.hear && !flags.hold ? 1 : 0;
    }
  }

  /** What a member's flags say; one that is absent says what is usual. */
  private static final class Flags {
    private boolean hear = true;
    private boolean speak = true;
    private boolean hold;
    private boolean talking;

    void read(JsonParser json, JsonToken start) throws IOException {
      expect(start, JsonToken.START_OBJECT);
      while (json.nextToken() != JsonToken.END_OBJECT) {
        String flag = json.currentName();
        boolean on = json.nextToken() == JsonToken.VALUE_TRUE;
        switch (flag) {
          case "can_hear" -> hear = on;
          case "can_speak" -> speak = on;
          case "hold" -> hold = on;
          case "talking" -> talking = on;
          default -> {}
        }
        json.skipChildren();
      }
    }
  }

  private static long number(JsonParser json, JsonToken value) throws IOException {
    expect(value, JsonToken.VALUE_NUMBER_INT);
    return json.getLongValue();
  }

  private static void expect(JsonToken token, JsonToken expected) {
    Json.expect(WHAT, token, expected);
  }

  long count() {
    return count;
  }

  /** Conferences in which no person is. */
  long empty() {
    return empty;
  }

  long recording() {
    return recording;
  }

  long locked() {
    return locked;
  }

  /** The age of the oldest conference; 0 when there is none. */
  long oldestSeconds() {
    return oldestSeconds;
  }

  long members() {
    return members;
  }

  long talking() {
    return talking;
  }

  long muted() {
    return muted;
  }

  long deaf() {
    return deaf;
  }

  long onHold() {
    return onHold;
  }

  /** {@code GLOBAL_AUDIO_*} legs. */
  long bridges() {
    return bridges;
  }

  /** The conferences by name; names stay within the exporter. */
  Map<String, Room> rooms() {
    return rooms;
  }
}
