package org.bbbfleet.exporters.blackbox.options;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as Go writes them: {@code 5s}, {@code 1m30s}, {@code 1.5s}. */
public final class GoDuration {
  private static final Pattern PART =
      Pattern.compile("(\\d{1,9}(?:\\.\\d{1,9})?)(ms|us|µs|ns|s|m|h)");

  private GoDuration() {}

  /** Reads one; empty when it is none. */
  public static Optional<Duration> parse(String text) {
    Matcher part = PART.matcher(text.strip());
    double nanos = 0;
    int at = 0;
    while (part.find() && part.start() == at) {
      nanos += Double.parseDouble(part.group(1)) * unit(part.group(2));
      at = part.end();
    }
    boolean whole = at == text.strip().length() && at > 0;
    return whole && nanos <= Long.MAX_VALUE
        ? Optional.of(Duration.ofNanos((long) nanos))
        : Optional.empty();
  }

  private static double unit(String name) {
    return switch (name) {
      case "ns" -> 1;
      case "us", "µs" -> 1e3;
      case "ms" -> 1e6;
      case "s" -> 1e9;
      case "m" -> 60e9;
      default -> 3600e9;
    };
  }
}
