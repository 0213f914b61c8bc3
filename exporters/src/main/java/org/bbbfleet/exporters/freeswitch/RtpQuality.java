package org.bbbfleet.exporters.freeswitch;

import com.fasterxml.jackson.core.JsonToken;
import java.io.Reader;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.regex.Pattern;

/**
 * How well one channel's sound arrives, from its beginning, as FreeSWITCH reckons it ({@code
 * check_jitter} and {@code do_mos} in switch_rtp.c).
 *
 * @param mos 1 to 4.5, reckoned from lost packets alone
 * @param jitterSeconds the largest standard deviation of the time between packets. FreeSWITCH tells
 *     the variance in square milliseconds, although others took it for milliseconds
 * @param lossRatio lost packets to received ones; FreeSWITCH tells two decimal places
 */
record RtpQuality(double mos, double jitterSeconds, double lossRatio) {
  private static final String WHAT = "a channel's data";
  private static final String PREFIX = "variable_rtp_audio_in_";
  private static final Pattern NUMBER = Pattern.compile("[0-9]{1,12}(\\.[0-9]{1,9})?");

  /**
   * Reads the answer to {@code uuid_dump … json}.
   *
   * @return empty when no sound came in, or nothing is known of it
   * @throws EslException with {@link EslReason#PROTOCOL} when it is not a flat JSON object
   */
  static Optional<RtpQuality> parse(Reader text) {
    Map<String, String> found = new HashMap<>();
    Json.document(
        WHAT,
        text,
        json -> {
          Json.expect(WHAT, json.nextToken(), JsonToken.START_OBJECT);
          while (json.nextToken() != JsonToken.END_OBJECT) {
            String name = json.currentName();
            JsonToken value = json.nextToken();
            if (name.startsWith(PREFIX) && value == JsonToken.VALUE_STRING) {
              found.put(name, json.getText());
            }
            json.skipChildren();
          }
        });
    return of(found);
  }

  /** Reads a channel's variables, with the prefix that they have in events. */
  static Optional<RtpQuality> of(Map<String, String> variables) {
    OptionalDouble packets = number(variables, "packet_count");
    OptionalDouble mos = number(variables, "mos");
    OptionalDouble variance = number(variables, "jitter_max_variance");
    OptionalDouble loss = number(variables, "jitter_loss_rate");
    if (packets.orElse(0) <= 0 || mos.isEmpty() || variance.isEmpty() || loss.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new RtpQuality(
            mos.getAsDouble(), Math.sqrt(variance.getAsDouble()) / 1000, loss.getAsDouble()));
  }

  private static OptionalDouble number(Map<String, String> variables, String name) {
    String text = variables.getOrDefault(PREFIX + name, "");
    return NUMBER.matcher(text).matches()
        ? OptionalDouble.of(Double.parseDouble(text))
        : OptionalDouble.empty();
  }
}
