package org.bbbfleet.exporters.freeswitch;

import org.bbbfleet.core.error.FleetException;

/** A conversation with an event socket that failed. The message never holds a password. */
public final class EslException extends FleetException {
  private static final long serialVersionUID = 1L;
  private static final int EXCERPT = 80;

  private final EslReason reason;

  public EslException(EslReason reason, String message) {
    super(reason.category(), message);
    this.reason = reason;
  }

  public EslException(EslReason reason, String message, Throwable cause) {
    super(reason.category(), message, cause);
    this.reason = reason;
  }

  /** Which of the closed set of reasons it was. */
  public EslReason reason() {
    return reason;
  }

  static EslException protocol(String message) {
    return new EslException(EslReason.PROTOCOL, message);
  }

  /** The beginning of what a stranger sent, made fit for a log: one line, printable, short. */
  static String excerpt(String text) {
    String head = text.length() > EXCERPT ? text.substring(0, EXCERPT) + "…" : text;
    return '"' + head.strip().replaceAll("\\p{C}+", " ") + '"';
  }
}
