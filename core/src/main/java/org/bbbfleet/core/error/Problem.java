package org.bbbfleet.core.error;

import static java.util.Objects.requireNonNull;

/**
 * One thing that is wrong with what the user wrote.
 *
 * @param where the place, as {@code file:line} or a path inside a document
 * @param message what is wrong and what cures it
 * @param severity whether it stops us
 */
public record Problem(String where, String message, Severity severity) {

  /** Whether a problem stops the program. */
  public enum Severity {
    /** Worth knowing; nothing need be done. */
    INFO,
    /** Said, and the program goes on. */
    WARNING,
    /** Nothing is contacted and nothing is changed until it is mended. */
    ERROR
  }

  public Problem {
    requireNonNull(where, "where is null");
    requireNonNull(message, "message is null");
    requireNonNull(severity, "severity is null");
  }

  /** A problem that stops the program. */
  public static Problem error(String where, String message) {
    return new Problem(where, message, Severity.ERROR);
  }

  /** What is worth knowing and no problem. */
  public static Problem info(String where, String message) {
    return new Problem(where, message, Severity.INFO);
  }

  /** A problem that is only said. */
  public static Problem warning(String where, String message) {
    return new Problem(where, message, Severity.WARNING);
  }

  @Override
  public String toString() {
    return where.isEmpty() ? message : where + "   " + message;
  }
}
