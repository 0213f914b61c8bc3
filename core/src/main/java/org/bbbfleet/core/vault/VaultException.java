package org.bbbfleet.core.vault;

import org.bbbfleet.core.error.ErrorCategory;
import org.bbbfleet.core.error.FleetException;

/** A vault that could not be opened or written; the message never holds what was in it. */
public final class VaultException extends FleetException {
  private static final long serialVersionUID = 1L;

  public VaultException(String message) {
    super(ErrorCategory.INPUT, message);
  }

  public VaultException(String message, Throwable cause) {
    super(ErrorCategory.INPUT, message, cause);
  }
}
