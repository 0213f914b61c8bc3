package org.bbbfleet.core.error;

import static java.util.Objects.requireNonNull;

/**
 * An error for the person who must act: the message says what was attempted, where, what came back
 * and what to do. It never holds a secret.
 */
public class FleetException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final ErrorCategory category;

  public FleetException(ErrorCategory category, String message) {
    super(message);
    this.category = requireNonNull(category, "category is null");
  }

  public FleetException(ErrorCategory category, String message, Throwable cause) {
    super(message, cause);
    this.category = requireNonNull(category, "category is null");
  }

  /** The kind of failure, by which failures are counted. */
  public ErrorCategory category() {
    return category;
  }
}
