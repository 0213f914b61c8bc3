package org.bbbfleet.core.shell;

import java.util.regex.Pattern;

/** Quoting for POSIX sh. */
public final class Quote {
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_@%+=:,./-]+");

  private Quote() {}

  /**
   * The value as one word of sh, whatever bytes it holds.
   *
   * @throws IllegalArgumentException when it holds NUL, which no argument can
   */
  public static String sh(String value) {
    if (value.indexOf('\0') >= 0) {
      throw new IllegalArgumentException("a shell word can't hold NUL");
    }
    return PLAIN.matcher(value).matches() ? value : "'" + value.replace("'", "'\\''") + "'";
  }
}
