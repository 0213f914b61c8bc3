package org.bbbfleet.exporters.freeswitch;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import java.io.IOException;
import java.io.Reader;

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
  private static final JsonFactory JSON =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(32)
                  .maxStringLength(1024 * 1024)
                  .maxNumberLength(100)
                  .build())
          .enable(JsonReadFeature.ALLOW_UNESCAPED_CONTROL_CHARS)
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .build();

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

  private Conferences() {}

  /**
   * Reads the list.
   *
   * @throws EslException with {@link EslReason#PROTOCOL} when it is not that list
   */
  static Conferences parse(Reader text) {
    Conferences totals = new Conferences();
    try (JsonParser json = JSON.createParser(text)) {
      expect(json.nextToken(), JsonToken.START_ARRAY);
      while (json.nextToken() != JsonToken.END_ARRAY) {
        totals.conference(json);
      }
      if (json.nextToken() != null) {
        throw EslException.protocol("something follows the list of conferences");
      }
      return totals;
    } catch (IOException e) {
      // Its message may quote names: the class says enough.
      throw EslException.protocol(
          "the list of conferences is broken JSON (" + e.getClass().getSimpleName() + ")");
    }
  }

  private void conference(JsonParser json) throws IOException {
    expect(json.currentToken(), JsonToken.START_OBJECT);
    count++;
    long membersBefore = members;
    while (json.nextToken() != JsonToken.END_OBJECT) {
      String field = json.currentName();
      JsonToken value = json.nextToken();
      switch (field) {
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
  }

  private void member(JsonParser json) throws IOException {
    expect(json.currentToken(), JsonToken.START_OBJECT);
    Flags flags = new Flags();
    boolean caller = false;
    boolean bridge = false;
    while (json.nextToken() != JsonToken.END_OBJECT) {
      String field = json.currentName();
      JsonToken value = json.nextToken();
      switch (field) {
        case "type" -> caller = value == JsonToken.VALUE_STRING && json.getText().equals("caller");
        case "caller_id_name" ->
            bridge = value == JsonToken.VALUE_STRING && json.getText().startsWith(BRIDGE);
        case "flags" -> flags.read(json, value);
        default -> {}
      }
      json.skipChildren();
    }
    if (caller && bridge) {
      bridges++;
    } else if (caller) {
      members++;
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
    if (token != expected) {
      throw EslException.protocol("in the list of conferences: " + token + ", not " + expected);
    }
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
}
