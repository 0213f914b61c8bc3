package org.bbbfleet.alerts.policy;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bbbfleet.alerts.rules.Rule;

/** How long an alert may go on firing after its thing is well: the range windows it looks back. */
public final class Windows {
  private static final Pattern RANGE =
      Pattern.compile("\\[((?:\\d+(?:ms|[smhdwy]))+)(?::[^\\]]*)?\\]");
  private static final Pattern PART = Pattern.compile("(\\d+)(ms|[smhdwy])");

  private Windows() {}

  /** The longest window of the rule's expression; zero when it has none. */
  public static Duration of(Rule rule) {
    Duration longest = Duration.ZERO;
    Matcher range = RANGE.matcher(rule.broken().promql());
    while (range.find()) {
      Duration window = parse(range.group(1));
      longest = window.compareTo(longest) > 0 ? window : longest;
    }
    return longest;
  }

  /** The least sensible cooldown: until the window has drained and the alert had time to fire. */
  public static Duration leastCooldown(Rule rule) {
    return of(rule).plus(rule.pending());
  }

  private static Duration parse(String text) {
    Duration sum = Duration.ZERO;
    Matcher part = PART.matcher(text);
    while (part.find()) {
      long n = Long.parseLong(part.group(1));
      sum =
          sum.plus(
              switch (part.group(2)) {
                case "ms" -> Duration.ofMillis(n);
                case "s" -> Duration.ofSeconds(n);
                case "m" -> Duration.ofMinutes(n);
                case "h" -> Duration.ofHours(n);
                case "d" -> Duration.ofDays(n);
                case "w" -> Duration.ofDays(7 * n);
                default -> Duration.ofDays(365 * n);
              });
    }
    return sum;
  }
}
