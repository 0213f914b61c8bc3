package org.bbbfleet.exporters.bbb;

import io.netty.channel.ConnectTimeoutException;
import io.netty.handler.codec.DecoderException;
import io.vertx.core.http.HttpClosedException;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.nio.channels.ClosedChannelException;
import java.util.Locale;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;

/** A call of the API that failed. Its message names neither the secret nor the signed URL. */
final class ApiFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final Reason reason;

  ApiFailure(Reason reason, String message) {
    super(message, null, false, false);
    this.reason = reason;
  }

  /** What a failure of the network or of the parser means. */
  static ApiFailure of(Throwable cause) {
    for (Throwable t = cause; t != null; t = t.getCause()) {
      if (t instanceof ApiFailure failure) {
        return failure;
      }
      Reason reason = reason(t);
      if (reason != null) {
        // Only the kind is told: what a library writes may hold the URL and with it the checksum.
        return new ApiFailure(reason, t.getClass().getSimpleName());
      }
    }
    for (Throwable t = cause; t != null; t = t.getCause()) {
      if (t instanceof DecoderException || t instanceof IllegalArgumentException) {
        return new ApiFailure(Reason.MALFORMED, "not an HTTP response");
      }
    }
    return new ApiFailure(Reason.CONNECT, cause.getClass().getSimpleName());
  }

  Reason reason() {
    return reason;
  }

  private static Reason reason(Throwable t) {
    if (t instanceof UnknownHostException) {
      return Reason.DNS;
    }
    if (t instanceof TimeoutException || t instanceof ConnectTimeoutException) {
      return Reason.TIMEOUT;
    }
    if (t instanceof SSLException) {
      return Reason.TLS;
    }
    if (t instanceof SocketException
        || t instanceof ClosedChannelException
        || t instanceof HttpClosedException) {
      return Reason.CONNECT;
    }
    return null;
  }

  /** Why a call failed. */
  enum Reason {
    /** URL or secret are missing or can't be read. */
    CONFIG,
    /** The server's name has no address. */
    DNS,
    /** The connection was refused or broke. */
    CONNECT,
    /** No whole answer by the deadline. */
    TIMEOUT,
    /** No TLS, or a certificate that is not trusted. */
    TLS,
    /** An HTTP status other than 200; nginx says 502 while bbb-web is stopped. */
    HTTP,
    /** The server does not accept our secret or our checksum's algorithm. */
    CHECKSUM,
    /** The server answered FAILED for another cause. */
    API,
    /** The answer is not the XML that the API gives. */
    MALFORMED,
    /** The answer exceeds a bound. */
    TOO_LARGE;

    String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
