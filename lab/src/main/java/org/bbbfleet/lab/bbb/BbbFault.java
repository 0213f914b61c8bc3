package org.bbbfleet.lab.bbb;

import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** What a simulated BigBlueButton server does wrong. */
public sealed interface BbbFault {
  /** Answers rightly, but late. */
  record Slow(Duration delay) implements BbbFault {}

  /** Takes the call and never answers. */
  record Hanging() implements BbbFault {}

  /** Answers byte by byte, with a pause before each. */
  record Drip(Duration perByte) implements BbbFault {}

  /** Refuses every checksum, as with another secret. */
  record WrongChecksum() implements BbbFault {}

  /** Answers HTTP 200 with returncode FAILED. */
  record Failed(String messageKey) implements BbbFault {}

  /** nginx answers with an HTML page, as when bbb-web is stopped. */
  record HttpError(int status) implements BbbFault {}

  /** A well-formed getMeetings answer of at least so many bytes. */
  record Huge(long bytes) implements BbbFault {}

  /** An answer that is no XML: a tag that is not closed, a bare ampersand. */
  record Malformed() implements BbbFault {}

  /** Half an answer, then the connection ends. */
  record Truncated() implements BbbFault {}

  /** Counts with thousands separators, as in {@code 1,202}. */
  record LocaleNumbers(String separator) implements BbbFault {}

  /** Elements that come twice. */
  record RepeatedElements(Set<String> names) implements BbbFault {}

  /** Elements that don't come. */
  record MissingElements(Set<String> names) implements BbbFault {}

  /** The connection is reset (TCP RST) instead of an answer. */
  record Reset() implements BbbFault {}

  /** The right answer under another content type. */
  record ContentType(String value) implements BbbFault {}

  /** XML with nested entities that would expand to gigabytes. */
  record EntityBomb() implements BbbFault {}

  /**
   * Reads a fault from words, as the control path gets them.
   *
   * @param kind for example {@code slow} or {@code http-error}
   * @param parameters {@code delay} (ms), {@code status}, {@code bytes}, {@code key}, {@code
   *     separator} (comma, dot, nbsp, narrow, apostrophe), {@code elements} (comma list), {@code
   *     type}; each has a default
   * @throws IllegalArgumentException if there is no such kind or a parameter makes no sense
   */
  static BbbFault parse(String kind, Map<String, String> parameters) {
    return switch (kind.toLowerCase(Locale.ROOT)) {
      case "slow" -> new Slow(Duration.ofMillis(number(parameters, "delay", 5000)));
      case "hanging" -> new Hanging();
      case "drip" -> new Drip(Duration.ofMillis(number(parameters, "delay", 10)));
      case "wrong-checksum" -> new WrongChecksum();
      case "failed" -> new Failed(parameters.getOrDefault("key", "internalError"));
      case "http-error" -> new HttpError((int) number(parameters, "status", 502));
      case "huge" -> new Huge(number(parameters, "bytes", 200L << 20));
      case "malformed" -> new Malformed();
      case "truncated" -> new Truncated();
      case "locale-numbers" ->
          new LocaleNumbers(separator(parameters.getOrDefault("separator", "comma")));
      case "repeated-elements" -> new RepeatedElements(elements(parameters));
      case "missing-elements" -> new MissingElements(elements(parameters));
      case "reset" -> new Reset();
      case "content-type" -> new ContentType(parameters.getOrDefault("type", "text/plain"));
      case "entity-bomb" -> new EntityBomb();
      default -> throw new IllegalArgumentException("there is no fault \"" + kind + "\"");
    };
  }

  private static long number(Map<String, String> parameters, String name, long standard) {
    String text = parameters.getOrDefault(name, Long.toString(standard));
    long value = Long.parseLong(text);
    if (value < 1) {
      throw new IllegalArgumentException(name + " must be positive");
    }
    return value;
  }

  private static Set<String> elements(Map<String, String> parameters) {
    return Set.of(
        parameters.getOrDefault("elements", "participantCount,meetingName,isBreakout").split(","));
  }

  private static String separator(String word) {
    return switch (word) {
      case "comma" -> ",";
      case "dot" -> ".";
      case "nbsp" -> "\u00a0";
      case "narrow" -> "\u202f";
      case "apostrophe" -> "'";
      default -> throw new IllegalArgumentException("there is no separator \"" + word + "\"");
    };
  }
}
