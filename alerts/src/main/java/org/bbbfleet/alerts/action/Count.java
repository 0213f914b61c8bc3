package org.bbbfleet.alerts.action;

import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A number that a host was asked for, in a line of its own: {@code meetings 3}. What it did not say
 * clearly is unknown, which is never none.
 */
record Count(OptionalLong value, String text) {
  static Count of(Report report, String what) {
    Matcher line =
        Pattern.compile("(?m)^" + Pattern.quote(what) + " ([0-9]{1,9})$").matcher(report.output());
    boolean said = report.outcome() == Outcome.DONE || report.outcome() == Outcome.NOTHING_TO_DO;
    if (said && line.find()) {
      long number = Long.parseLong(line.group(1));
      return new Count(OptionalLong.of(number), number + " " + what);
    }
    String first = report.output().lines().findFirst().orElse(report.outcome().label());
    return new Count(OptionalLong.empty(), "how many " + what + " is not known: " + first);
  }

  boolean isZero() {
    return value.isPresent() && value.getAsLong() == 0;
  }
}
