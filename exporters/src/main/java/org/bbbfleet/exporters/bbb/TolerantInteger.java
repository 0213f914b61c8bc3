package org.bbbfleet.exporters.bbb;

import java.util.OptionalLong;

/**
 * Numbers as BigBlueButton prints them: some releases group the digits by the server's language
 * ({@code 1,202}, {@code 1.000}, {@code 1 000}, {@code 1’000}), and under some of them the digits
 * are not ours ({@code ١٬٢٠٢}).
 */
final class TolerantInteger {
  private static final String GROUPING = ",.'\u066c \u00a0\u202f\u2009\u2019\u02bc_";
  private static final int MOST_DIGITS = 9;
  private static final int MOST_DIGITS_OF_MILLIS = 15;

  private TolerantInteger() {}

  /**
   * Reads a whole number of people or streams.
   *
   * @throws ApiFailure MALFORMED when it is none
   */
  static int parse(String text) {
    int value = 0;
    int digits = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      int digit = Character.digit(c, 10);
      if (digit >= 0 && digits < MOST_DIGITS) {
        value = value * 10 + digit;
        digits++;
      } else if (GROUPING.indexOf(c) < 0 && !Character.isWhitespace(c)) {
        throw malformed();
      }
    }
    if (digits == 0) {
      throw malformed();
    }
    return value;
  }

  /** Milliseconds since 1970, with or without grouping; empty when it is no such number. */
  static OptionalLong millis(String text) {
    long value = 0;
    int digits = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      int digit = Character.digit(c, 10);
      if (digit >= 0 && digits < MOST_DIGITS_OF_MILLIS) {
        value = value * 10 + digit;
        digits++;
      } else if (GROUPING.indexOf(c) < 0) {
        return OptionalLong.empty();
      }
    }
    return value == 0 ? OptionalLong.empty() : OptionalLong.of(value);
  }

  private static ApiFailure malformed() {
    return new ApiFailure(ApiFailure.Reason.MALFORMED, "a count is not a whole number");
  }
}
