package org.bbbfleet.exporters.freeswitch;

import java.time.Duration;
import java.time.Instant;

/**
 * What became of one {@code api} command. Three of these are errors that FreeSWITCH itself reports
 * and that leave the connection well; a fourth kind can't be told here, since it looks like any
 * answer ({@code Invalid Profile!}): parsers must expect it.
 */
public sealed interface EslReply {

  /**
   * An answer.
   *
   * @param message the {@code api/response}
   * @param received when its last byte came, by the wall clock
   * @param elapsed since the command was sent
   */
  record Ok(EslMessage message, Instant received, Duration elapsed) implements EslReply {}

  /**
   * The command exists not or failed: an {@code api/response} that begins with {@code -ERR} or
   * {@code -USAGE}. A command of a module that is not loaded ends here too.
   *
   * @param text the first line
   */
  record ApiError(String text) implements EslReply {
    /** Whether the module that has the command is not loaded. */
    boolean unknownCommand() {
      return text.endsWith("Command not found!");
    }
  }

  /** The restricted user may not run this command; it may run others. */
  record Denied() implements EslReply {}

  /**
   * The event socket itself did not understand: a {@code command/reply} with {@code -ERR}.
   *
   * @param text its {@code Reply-Text}
   */
  record CommandError(String text) implements EslReply {}

  /**
   * No answer: there is no connection, or it failed before the answer was complete.
   *
   * @param failure why
   */
  record Lost(EslException failure) implements EslReply {}
}
