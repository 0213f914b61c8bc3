package org.bbbfleet.exporters.freeswitch;

import java.util.Locale;
import org.bbbfleet.core.error.ErrorCategory;

/** Why FreeSWITCH does not answer as it should; the closed set of a metric's label. */
public enum EslReason {
  /** Nothing listens on the port: FreeSWITCH or its event socket module is not running. */
  REFUSED(ErrorCategory.UNREACHABLE),
  /** The event socket's access list refuses our address; the password was never asked for. */
  ACL(ErrorCategory.AUTHENTICATION),
  /** The password or user is wrong or unknown, or the user may not ask for the status. */
  AUTH(ErrorCategory.AUTHENTICATION),
  /** It accepts the connection, but a greeting or an answer did not come in time. */
  TIMEOUT(ErrorCategory.TIMEOUT),
  /** What came back is not ESL, or the connection ended within an answer. */
  PROTOCOL(ErrorCategory.PROTOCOL),
  /** It says itself that it is not ready: it is paused or shutting down. */
  NOT_READY(ErrorCategory.REMOTE),
  /** The host can't be reached, or its name is unknown. */
  UNREACHABLE(ErrorCategory.UNREACHABLE);

  private final ErrorCategory category;

  EslReason(ErrorCategory category) {
    this.category = category;
  }

  /** The kind of error, for errors counted over all systems. */
  public ErrorCategory category() {
    return category;
  }

  /** The value of the label {@code reason}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
