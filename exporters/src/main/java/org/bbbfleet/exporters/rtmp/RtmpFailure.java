package org.bbbfleet.exporters.rtmp;

import java.util.Locale;

/** Why an RTMP server's statistics could not be had. */
public enum RtmpFailure {
  /** Nobody listens, or the connection broke. */
  CONNECT,
  /** No whole answer within the deadline. */
  TIMEOUT,
  /** An HTTP status other than 200. */
  STATUS,
  /** The answer is larger than any page of statistics. */
  TOO_LARGE,
  /** A page, but not the RTMP module's: the wrong server or the wrong address. */
  NOT_RTMP,
  /** Begins as statistics and isn't whole, or has what statistics never have. */
  MALFORMED;

  private final String label = name().toLowerCase(Locale.ROOT);

  /** The value of the label {@code reason}. */
  public String label() {
    return label;
  }

  /** Carries the reason through a future. */
  static final class Failed extends Exception {
    private static final long serialVersionUID = 1L;
    private final RtmpFailure failure;

    Failed(RtmpFailure failure, String message) {
      super(message);
      this.failure = failure;
    }

    Failed(RtmpFailure failure, String message, Throwable cause) {
      super(message, cause);
      this.failure = failure;
    }

    RtmpFailure failure() {
      return failure;
    }
  }
}
