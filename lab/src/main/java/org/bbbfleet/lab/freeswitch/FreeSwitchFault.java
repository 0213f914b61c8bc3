package org.bbbfleet.lab.freeswitch;

import java.time.Duration;
import java.util.Locale;
import java.util.Map;

/** What a simulated FreeSWITCH does wrong. */
public sealed interface FreeSwitchFault {
  /** Nothing listens; connections that are open end without a word. */
  record Refused() implements FreeSwitchFault {}

  /** The access list refuses every client. */
  record AclRejected() implements FreeSwitchFault {}

  /** Every password is wrong. */
  record BadPassword() implements FreeSwitchFault {}

  /** Accepts the connection and says nothing, not even its banner. */
  record HungBeforeBanner() implements FreeSwitchFault {}

  /** Lets clients in and never answers an api command. */
  record HungApi() implements FreeSwitchFault {}

  /** Says half of the answer to an api command, then nothing more. */
  record HungMidReply() implements FreeSwitchFault {}

  /** Says half of the answer to an api command, then ends the connection. */
  record DropMidFrame() implements FreeSwitchFault {}

  /** Sends so many events before each answer, whether the client asked for any or not. */
  record EventFlood(int events) implements FreeSwitchFault {}

  /** Answers api commands rightly and sends no event any more: its queue of events stands still. */
  record NoEvents() implements FreeSwitchFault {}

  /** Answers api commands rightly, but late; what comes after on the connection waits too. */
  record SlowApi(Duration delay) implements FreeSwitchFault {}

  /** Sends everything in pieces of so many bytes, with a pause before each. */
  record Drip(int bytes, Duration pause) implements FreeSwitchFault {}

  /**
   * Reads a fault from words, as the control path gets them.
   *
   * @param kind for example {@code refused} or {@code slow-api}
   * @param parameters {@code delay} (ms), {@code events}, {@code bytes}; each has a default
   * @throws IllegalArgumentException if there is no such kind or a parameter makes no sense
   */
  static FreeSwitchFault parse(String kind, Map<String, String> parameters) {
    return switch (kind.toLowerCase(Locale.ROOT)) {
      case "refused" -> new Refused();
      case "acl-rejected" -> new AclRejected();
      case "bad-password" -> new BadPassword();
      case "hung-before-banner" -> new HungBeforeBanner();
      case "hung-api" -> new HungApi();
      case "hung-mid-reply" -> new HungMidReply();
      case "drop-mid-frame" -> new DropMidFrame();
      case "event-flood" -> new EventFlood(number(parameters, "events", 10_000));
      case "no-events" -> new NoEvents();
      case "slow-api" -> new SlowApi(Duration.ofMillis(number(parameters, "delay", 5000)));
      case "drip" ->
          new Drip(
              number(parameters, "bytes", 1), Duration.ofMillis(number(parameters, "delay", 1)));
      default -> throw new IllegalArgumentException("there is no fault \"" + kind + "\"");
    };
  }

  private static int number(Map<String, String> parameters, String name, int standard) {
    int value = Integer.parseInt(parameters.getOrDefault(name, Integer.toString(standard)));
    if (value < 1) {
      throw new IllegalArgumentException(name + " must be positive");
    }
    return value;
  }
}
