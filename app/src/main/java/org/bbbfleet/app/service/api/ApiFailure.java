package org.bbbfleet.app.service.api;

import org.bbbfleet.core.error.ErrorCategory;
import org.bbbfleet.core.error.FleetException;

/** A failure with the HTTP status that tells it. */
public final class ApiFailure extends FleetException {
  private static final long serialVersionUID = 1L;

  private final int status;

  private ApiFailure(int status, ErrorCategory category, String message) {
    super(category, message);
    this.status = status;
  }

  int status() {
    return status;
  }

  /** 404: there is no such thing. */
  public static ApiFailure missing(String message) {
    return new ApiFailure(404, ErrorCategory.INPUT, message);
  }

  /** 409: not as things stand. */
  public static ApiFailure conflict(String message) {
    return new ApiFailure(409, ErrorCategory.BUSY, message);
  }

  /** 403: this caller may not. */
  public static ApiFailure forbidden(String message) {
    return new ApiFailure(403, ErrorCategory.AUTHENTICATION, message);
  }

  /** 503: not now, or not here. */
  public static ApiFailure unavailable(String message) {
    return new ApiFailure(503, ErrorCategory.BUSY, message);
  }

  /** The status that tells a failure. */
  static int statusOf(FleetException failure) {
    if (failure instanceof ApiFailure told) {
      return told.status();
    }
    return switch (failure.category()) {
      case INPUT -> 400;
      case BUSY -> 409;
      case TIMEOUT -> 504;
      case UNREACHABLE, HOST_KEY, AUTHENTICATION, REMOTE, PROTOCOL -> 502;
      case STORE, INTERNAL -> 500;
    };
  }
}
