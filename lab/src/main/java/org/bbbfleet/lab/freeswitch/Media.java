package org.bbbfleet.lab.freeswitch;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What the switch knows of a channel's sound: for every channel the figures of one that was
 * recorded when it ended. They become variables of the channel only when somebody asks for it
 * ({@code uuid_set_media_stats}), or when it ends.
 */
final class Media {
  private static final String STATISTICS = "variable_rtp_audio_";

  private final JsonObject ended;
  private final Set<String> stated = ConcurrentHashMap.newKeySet();

  /**
   * @param ended the recorded CHANNEL_HANGUP_COMPLETE event as JSON
   */
  Media(Buffer ended) {
    this.ended = new JsonObject(ended);
  }

  /** The answer to {@code uuid_set_media_stats} or {@code uuid_dump} of a channel that exists. */
  String answer(String command, String channel) {
    if (command.equals("uuid_set_media_stats")) {
      stated.add(channel);
      return "+OK Success\n";
    }
    JsonObject data = ended.copy().put("Event-Name", "CHANNEL_DATA").put("Unique-ID", channel);
    if (!stated.contains(channel)) {
      ended.fieldNames().stream().filter(n -> n.startsWith(STATISTICS)).forEach(data::remove);
    }
    return data.encode();
  }

  /** The event of a call's end, in the client's format; XML was not recorded. */
  Buffer ended(String format) {
    return format.equals("json") ? ended.toBuffer() : Buffer.buffer(plain());
  }

  private String plain() {
    StringBuilder text = new StringBuilder();
    for (String name : ended.fieldNames()) {
      text.append(name).append(": ").append(encoded(ended.getString(name))).append('\n');
    }
    return text.append('\n').toString();
  }

  /** As the original: letters, digits and a few signs stay, all other bytes are %XX. */
  private static String encoded(String value) {
    StringBuilder text = new StringBuilder();
    for (byte one : value.getBytes(StandardCharsets.UTF_8)) {
      char c = (char) (one & 0xff);
      if (c < 128 && (Character.isLetterOrDigit(c) || "-_.,@/+*()~!'".indexOf(c) >= 0)) {
        text.append(c);
      } else {
        text.append('%').append(String.format("%02X", (int) c));
      }
    }
    return text.toString();
  }
}
