package org.bbbfleet.exporters.page;

import java.util.Locale;
import org.bbbfleet.core.metrics.Metric;
import org.bbbfleet.core.metrics.Samples;

/** Why a page could not be had, or used. */
public enum PageFailure {
  /** Nobody listens, or the connection broke. */
  CONNECT,
  /** No whole answer within the deadline. */
  TIMEOUT,
  /** An HTTP status other than the wanted one. */
  STATUS,
  /** The answer is larger than any page of its kind. */
  TOO_LARGE,
  /** A page, but not of the wanted kind: the wrong server or the wrong address. */
  OTHER_SERVER,
  /** Begins as the wanted kind and isn't whole, or has what it never has. */
  MALFORMED;

  private final String label = name().toLowerCase(Locale.ROOT);

  /** The value of the label {@code reason}. */
  public String label() {
    return label;
  }

  /** The help of a metric that {@link #say} fills. */
  public static String help(String what) {
    return "1 for the reason why "
        + what
        + " (connect, timeout, status, too_large, other_server, malformed), 0 for the others.";
  }

  /** States 0 for every reason in a metric with the one label {@code reason}. */
  public static void sayNone(Samples samples, Metric metric) {
    for (PageFailure failure : values()) {
      samples.put(metric, 0, failure.label());
    }
  }

  /** States 1 for this reason and 0 for the others. */
  public void say(Samples samples, Metric metric) {
    sayNone(samples, metric);
    samples.put(metric, 1, label);
  }

  /** Carries the reason through a future. */
  public static final class Failed extends Exception {
    private static final long serialVersionUID = 1L;
    private final PageFailure failure;

    public Failed(PageFailure failure, String message) {
      super(message);
      this.failure = failure;
    }

    public Failed(PageFailure failure, String message, Throwable cause) {
      super(message, cause);
      this.failure = failure;
    }

    public PageFailure failure() {
      return failure;
    }
  }
}
