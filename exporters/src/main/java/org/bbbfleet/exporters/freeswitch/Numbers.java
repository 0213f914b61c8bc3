package org.bbbfleet.exporters.freeswitch;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Answers that are a single number. */
final class Numbers {
  private static final Pattern TOTAL = Pattern.compile("\\s*(\\d{1,15}) total\\.\\s*");
  private static final Pattern PLAIN = Pattern.compile("\\s*(\\d{1,15})\\s*");

  private Numbers() {}

  /** The answer to {@code show … count}: an empty line, then {@code 10 total.} */
  static long total(String text) {
    return number(TOTAL, text);
  }

  /** An answer that is nothing but the number, such as the one to {@code strepoch}. */
  static long plain(String text) {
    return number(PLAIN, text);
  }

  private static long number(Pattern pattern, String text) {
    Matcher matcher = pattern.matcher(text);
    if (!matcher.matches()) {
      throw EslException.protocol("not a number: " + EslException.excerpt(text));
    }
    return Long.parseLong(matcher.group(1));
  }
}
