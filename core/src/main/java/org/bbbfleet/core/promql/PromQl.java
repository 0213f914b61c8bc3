package org.bbbfleet.core.promql;

import java.time.Duration;

/** How PromQL writes numbers, durations and strings. */
public final class PromQl {
  private PromQl() {}

  /** A number; whole numbers without a fraction. */
  public static String format(double value) {
    if (Double.isInfinite(value)) {
      return value > 0 ? "+Inf" : "-Inf";
    }
    if (value == Math.rint(value) && Math.abs(value) < 1e15) {
      return Long.toString((long) value);
    }
    return Double.toString(value);
  }

  /** A duration in the largest unit that divides it: {@code 5m}, {@code 90s}, {@code 1500ms}. */
  public static String format(Duration duration) {
    long millis = duration.toMillis();
    if (millis <= 0) {
      return "0s";
    }
    if (millis % 1000 != 0) {
      return millis + "ms";
    }
    long seconds = millis / 1000;
    if (seconds % 86_400 == 0) {
      return seconds / 86_400 + "d";
    }
    if (seconds % 3_600 == 0) {
      return seconds / 3_600 + "h";
    }
    return seconds % 60 == 0 ? seconds / 60 + "m" : seconds + "s";
  }

  /** A string in double quotes, with escapes. */
  public static String quote(String value) {
    return '"' + value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + '"';
  }

  /** A label value as a regular expression that matches it alone (RE2). */
  public static String escapeRegex(String value) {
    return value.replaceAll("([\\\\.+*?()|\\[\\]{}^$])", "\\\\$1");
  }

  /** An operand: in parentheses unless it is simple. */
  static String operand(Expr expr) {
    String text = expr.promql();
    return expr instanceof Selector || text.matches("-?[0-9.]+|[a-z_]+\\([^()]*\\)")
        ? text
        : "(" + text + ")";
  }
}
