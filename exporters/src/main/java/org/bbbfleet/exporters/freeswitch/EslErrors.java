package org.bbbfleet.exporters.freeswitch;

import java.net.ConnectException;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Set;

/** Tells the many ways apart in which an event socket says no. */
final class EslErrors {
  private static final Set<String> UNASKED =
      Set.of("text/event-plain", "text/event-json", "text/event-xml", "log/data");

  private EslErrors() {}

  /** Whether messages of this type come by themselves, between a command and its reply too. */
  static boolean unasked(String contentType) {
    return UNASKED.contains(contentType);
  }

  /** A connection that was not made. */
  static EslException connecting(String address, Throwable e) {
    String text = String.valueOf(e.getMessage());
    String lower = text.toLowerCase(Locale.ROOT);
    EslReason reason = EslReason.UNREACHABLE;
    if (lower.contains("timed out")) {
      reason = EslReason.TIMEOUT;
    } else if (e instanceof ConnectException && lower.contains("refused")) {
      reason = EslReason.REFUSED;
    }
    String what =
        reason == EslReason.REFUSED
            ? "nothing listens there: FreeSWITCH or its mod_event_socket is not running"
            : text;
    return new EslException(reason, "FreeSWITCH's event socket at " + address + ": " + what, e);
  }

  /** What a disconnect notice means to whoever still waits for an answer. */
  static EslException notice(EslMessage message) {
    return message.text().contains("shut down")
        ? new EslException(EslReason.NOT_READY, "FreeSWITCH is shutting down")
        : EslException.protocol("hung up: " + EslException.excerpt(message.text()));
  }

  /** The meaning of what came back for a command. */
  static EslReply reply(EslMessage message, Instant received, long elapsedNanos) {
    if (message.contentType().equals("command/reply")) {
      String text = message.header("Reply-Text").orElse("");
      if (text.startsWith("+OK")) {
        return new EslReply.Ok(message, received, Duration.ofNanos(elapsedNanos));
      }
      return text.contains("permission denied")
          ? new EslReply.Denied()
          : new EslReply.CommandError(EslException.excerpt(text));
    }
    if (message.startsWith("-ERR") || message.startsWith("-USAGE")) {
      return new EslReply.ApiError(message.text().lines().findFirst().orElse("").strip());
    }
    return new EslReply.Ok(message, received, Duration.ofNanos(elapsedNanos));
  }
}
