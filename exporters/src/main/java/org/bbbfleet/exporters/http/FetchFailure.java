package org.bbbfleet.exporters.http;

import io.netty.channel.ConnectTimeoutException;
import io.netty.handler.codec.DecoderException;
import java.io.CharConversionException;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;

/** A fetch that failed. Its message names no URL, since a signed one is a secret. */
public final class FetchFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final Reason reason;

  public FetchFailure(Reason reason, String message) {
    super(message, null, false, false);
    this.reason = reason;
  }

  /** What a failure of the network means; only its kind is told, libraries may quote the URL. */
  public static FetchFailure of(Throwable cause) {
    for (Throwable t = cause; t != null; t = t.getCause()) {
      if (t instanceof FetchFailure failure) {
        return failure;
      }
      if (t instanceof UnknownHostException) {
        return new FetchFailure(Reason.DNS, "the name has no address");
      }
      if (t instanceof TimeoutException || t instanceof ConnectTimeoutException) {
        return new FetchFailure(Reason.TIMEOUT, "no whole answer in time");
      }
      if (t instanceof SSLException) {
        return new FetchFailure(Reason.TLS, t.getClass().getSimpleName());
      }
      if (t instanceof CharConversionException) {
        return new FetchFailure(Reason.MALFORMED, "not UTF-8");
      }
    }
    if (cause instanceof DecoderException || cause instanceof IllegalArgumentException) {
      return new FetchFailure(Reason.MALFORMED, "not an HTTP response");
    }
    return new FetchFailure(Reason.CONNECT, cause.getClass().getSimpleName());
  }

  public Reason reason() {
    return reason;
  }

  /** Why a fetch failed. */
  public enum Reason {
    /** The URL is unusable. */
    CONFIG,
    /** The server's name has no address. */
    DNS,
    /** The connection was refused or broke. */
    CONNECT,
    /** No whole answer by the deadline. */
    TIMEOUT,
    /** No TLS, or a certificate that is not trusted. */
    TLS,
    /** A status that says no. */
    HTTP,
    /** The server does not accept our secret or our checksum's algorithm. */
    CHECKSUM,
    /** The program answered, and says that it failed. */
    API,
    /** The answer exceeds its bound. */
    TOO_LARGE,
    /** The answer is not what such a program gives. */
    MALFORMED;

    /** The value of the label {@code reason}. */
    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
