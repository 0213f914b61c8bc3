package org.bbbfleet.exporters.freeswitch;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.Reader;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Channels by kind, from {@code show channels as json}, and some of them by chance, to ask for the
 * quality of their sound. Read as a stream.
 */
final class Channels {
  private static final String WHAT = "the list of channels";
  private static final String OTHER = "other";
  private static final Pattern UUID =
      Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

  private static final Set<String> STATES =
      Set.of(
          "CS_NEW",
          "CS_INIT",
          "CS_ROUTING",
          "CS_SOFT_EXECUTE",
          "CS_EXECUTE",
          "CS_EXCHANGE_MEDIA",
          "CS_PARK",
          "CS_CONSUME_MEDIA",
          "CS_HIBERNATE",
          "CS_RESET",
          "CS_HANGUP",
          "CS_REPORTING",
          "CS_DESTROY");

  private static final Set<String> DIRECTIONS = Set.of("inbound", "outbound");

  /** By their names in lower case: FreeSWITCH itself is not consistent. */
  private static final Map<String, String> CODECS =
      Stream.of(
              "opus", "PCMU", "PCMA", "G722", "G729", "G726", "GSM", "iLBC", "L16", "SPEEX", "SILK",
              "AMR", "AMR-WB", "G723", "PROXY", "VP8", "VP9", "H264")
          .collect(
              Collectors.toUnmodifiableMap(c -> c.toLowerCase(Locale.ROOT), Function.identity()));

  private final int sampleSize;
  private final RandomGenerator random;
  private final Map<Kind, Long> kinds = new LinkedHashMap<>();
  private final List<String> sample = new ArrayList<>();
  private long count;
  private long eligible;

  /**
   * What a channel is counted under; each a word of a closed set.
   *
   * @param state of the channel's state machine
   * @param direction as FreeSWITCH sees it: inbound calls it
   * @param codec what goes over the wire ({@code write_codec}; in a conference the one that is read
   *     is the decoded L16); {@code none} before it is negotiated
   */
  record Kind(String state, String direction, String codec) {}

  private Channels(int sampleSize, RandomGenerator random) {
    this.sampleSize = sampleSize;
    this.random = random;
  }

  /**
   * Reads the list. Without channels it has no {@code rows}.
   *
   * @param sampleSize how many running channels with media to pick by chance, at most
   * @throws EslException with {@link EslReason#PROTOCOL} when it is not that list
   */
  static Channels parse(Reader text, int sampleSize, RandomGenerator random) {
    Channels channels = new Channels(sampleSize, random);
    Json.document(WHAT, text, channels::read);
    return channels;
  }

  private void read(JsonParser json) throws IOException {
    Json.expect(WHAT, json.nextToken(), JsonToken.START_OBJECT);
    boolean counted = false;
    while (json.nextToken() != JsonToken.END_OBJECT) {
      String field = json.currentName();
      JsonToken value = json.nextToken();
      counted |= field.equals("row_count");
      if (field.equals("rows")) {
        Json.expect(WHAT, value, JsonToken.START_ARRAY);
        while (json.nextToken() != JsonToken.END_ARRAY) {
          row(json);
        }
      }
      json.skipChildren();
    }
    if (!counted) {
      throw EslException.protocol(WHAT + " has no row_count");
    }
  }

  private void row(JsonParser json) throws IOException {
    Json.expect(WHAT, json.currentToken(), JsonToken.START_OBJECT);
    String uuid = "";
    String state = "";
    String direction = "";
    String codec = "";
    boolean sip = false;
    boolean active = false;
    while (json.nextToken() != JsonToken.END_OBJECT) {
      String field = json.currentName();
      JsonToken value = json.nextToken();
      switch (field) {
        case "uuid" -> uuid = Json.text(json, value);
        case "state" -> state = Json.text(json, value);
        case "direction" -> direction = Json.text(json, value);
        case "write_codec" -> codec = Json.text(json, value);
        case "name" -> sip = Json.text(json, value).startsWith("sofia/");
        case "callstate" -> active = Json.text(json, value).equals("ACTIVE");
        default -> {}
      }
      json.skipChildren();
    }
    count++;
    kinds.merge(kind(state, direction, codec), 1L, Long::sum);
    if (sip && active && UUID.matcher(uuid).matches()) {
      maybePick(uuid);
    }
  }

  private static Kind kind(String state, String direction, String codec) {
    return new Kind(
        STATES.contains(state) ? state : OTHER,
        DIRECTIONS.contains(direction) ? direction : OTHER,
        codec.isEmpty() ? "none" : CODECS.getOrDefault(codec.toLowerCase(Locale.ROOT), OTHER));
  }

  /** Reservoir sampling: each channel of the list has the same chance, in one pass. */
  private void maybePick(String uuid) {
    eligible++;
    if (sample.size() < sampleSize) {
      sample.add(uuid);
    } else if (sampleSize > 0) {
      long place = random.nextLong(eligible);
      if (place < sampleSize) {
        sample.set((int) place, uuid);
      }
    }
  }

  long count() {
    return count;
  }

  Map<Kind, Long> kinds() {
    return kinds;
  }

  /** Ids of running channels with media, safe to be put into a command. */
  List<String> sample() {
    return sample;
  }
}
