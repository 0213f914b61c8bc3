package org.bbbfleet.exporters.freeswitch;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/**
 * An event in the format {@code plain}: header lines with percent-encoded values and perhaps, after
 * an empty line, a body of its own ({@code BACKGROUND_JOB} has one). Values are decoded when they
 * are asked for.
 */
final class EslEvent {
  private static final int MAX_HEADERS = 2000;

  private final Map<String, String> encoded;
  private final String body;

  private EslEvent(Map<String, String> encoded, String body) {
    this.encoded = encoded;
    this.body = body;
  }

  /**
   * Reads a message of type {@code text/event-plain}.
   *
   * @throws EslException with {@link EslReason#PROTOCOL} when it is no such event
   */
  static EslEvent plain(EslMessage message) {
    // As single bytes: lengths count bytes, and what is not ASCII is percent-encoded or a body.
    String text = message.text(StandardCharsets.ISO_8859_1);
    Map<String, String> headers = new HashMap<>();
    int at = 0;
    for (int end = text.indexOf('\n'); end > at; end = text.indexOf('\n', at)) {
      int colon = text.indexOf(':', at);
      if (colon <= at || colon > end || headers.size() == MAX_HEADERS) {
        throw EslException.protocol("an event has a line that is no header");
      }
      headers.put(text.substring(at, colon), text.substring(colon + 1, end).strip());
      at = end + 1;
    }
    if (!headers.containsKey("Event-Name")) {
      throw EslException.protocol("an event has no name");
    }
    return new EslEvent(headers, nested(headers, text, at + 1));
  }

  private static String nested(Map<String, String> headers, String text, int from) {
    String length = headers.getOrDefault("Content-Length", "0");
    int most = Math.max(0, text.length() - from);
    if (!length.matches("[0-9]{1,9}") || Integer.parseInt(length) > most) {
      throw EslException.protocol("an event's body is not as long as it says");
    }
    return utf8(
        text.substring(Math.min(from, text.length())).substring(0, Integer.parseInt(length)));
  }

  /** The event's kind, such as {@code HEARTBEAT}; {@code CUSTOM} has a {@link #subclass}. */
  String name() {
    return header("Event-Name");
  }

  /** The kind of a custom event; empty for others. */
  String subclass() {
    return header("Event-Subclass");
  }

  /** A header's decoded value; empty if there is none. */
  String header(String name) {
    return decode(encoded.getOrDefault(name, ""));
  }

  /** The decoded headers whose names begin so. */
  Map<String, String> headers(String prefix) {
    Map<String, String> found = new HashMap<>();
    encoded.forEach(
        (name, value) -> {
          if (name.startsWith(prefix)) {
            found.put(name, decode(value));
          }
        });
    return found;
  }

  /** The event's own body; empty if there is none. */
  String body() {
    return body;
  }

  /** FreeSWITCH encodes a blank as %20 and leaves a plus as it is, unlike forms do. */
  private static String decode(String value) {
    if (value.indexOf('%') < 0) {
      return utf8(value);
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(value.length());
    for (int i = 0; i < value.length(); i++) {
      int high = i + 2 < value.length() ? Character.digit(value.charAt(i + 1), 16) : -1;
      int low = i + 2 < value.length() ? Character.digit(value.charAt(i + 2), 16) : -1;
      if (value.charAt(i) == '%' && high >= 0 && low >= 0) {
        bytes.write(high * 16 + low);
        i += 2;
      } else {
        bytes.write(value.charAt(i));
      }
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }

  private static String utf8(String bytes) {
    return new String(bytes.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
  }
}
