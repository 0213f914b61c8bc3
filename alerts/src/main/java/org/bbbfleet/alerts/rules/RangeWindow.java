package org.bbbfleet.alerts.rules;

import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How far back a rule looks: so long after everything is well, {@code rate(…[5m])} may still be
 * what it was. Until then a broken signal says nothing about a step that was just taken.
 */
public final class RangeWindow {
  private static final String DURATION = "(?:\\d+(?:ms|[smhdwy]))+";
  private static final Pattern RANGE =
      Pattern.compile("\\[(" + DURATION + ")(?::(?:" + DURATION + ")?)?]");
  private static final Pattern OFFSET = Pattern.compile("\\boffset (" + DURATION + ")");
  private static final Pattern PART = Pattern.compile("(\\d+)(ms|[smhdwy])");
  private static final Map<String, Duration> UNITS =
      Map.of(
          "ms", Duration.ofMillis(1),
          "s", Duration.ofSeconds(1),
          "m", Duration.ofMinutes(1),
          "h", Duration.ofHours(1),
          "d", Duration.ofDays(1),
          "w", Duration.ofDays(7),
          "y", Duration.ofDays(365));

  private RangeWindow() {}

  /** The longest range of the rule's expression and its longest offset; zero without any. */
  public static Duration of(Rule rule) {
    return of(rule.broken().promql());
  }

  /** How long the alert may go on firing after everything is well: the window and its pending. */
  public static Duration untilSilent(Rule rule) {
    return of(rule).plus(rule.pending());
  }

  static Duration of(String promql) {
    return longest(RANGE, promql).plus(longest(OFFSET, promql));
  }

  private static Duration longest(Pattern pattern, String promql) {
    // What looks like a range within a text in quotes is none.
    Matcher found = pattern.matcher(promql.replaceAll("\"(?:\\\\.|[^\"\\\\])*\"", "\"\""));
    Duration longest = Duration.ZERO;
    while (found.find()) {
      Duration one = duration(found.group(1));
      longest = one.compareTo(longest) > 0 ? one : longest;
    }
    return longest;
  }

  private static Duration duration(String text) {
    Matcher part = PART.matcher(text);
    Duration sum = Duration.ZERO;
    while (part.find()) {
      sum = sum.plus(UNITS.get(part.group(2)).multipliedBy(Long.parseLong(part.group(1))));
    }
    return sum;
  }
}
