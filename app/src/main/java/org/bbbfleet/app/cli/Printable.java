package org.bbbfleet.app.cli;

/**
 * Text of others (a host's program, an alert, a service's answer) as a terminal may get it: what
 * would move its cursor, name its window or turn the reading direction stands there as JSON writes
 * it, {@code \u001b}, so that it is seen, and JSON stays JSON.
 */
final class Printable {
  private Printable() {}

  /** The text; lines and tabs stay. */
  static String of(String text) {
    int clean = 0;
    while (clean < text.length() && !harmful(text, clean)) {
      clean++;
    }
    if (clean == text.length()) {
      return text;
    }
    StringBuilder shown = new StringBuilder(text.length() + 16).append(text, 0, clean);
    for (int i = clean; i < text.length(); i++) {
      if (harmful(text, i)) {
        shown.append(escaped(text.charAt(i)));
      } else if (text.charAt(i) != '\r') {
        shown.append(text.charAt(i));
      }
    }
    return shown.toString();
  }

  /** Prints a line on standard output. */
  static void print(String text) {
    System.out.println(of(text));
  }

  /** Prints a line on standard error. */
  static void complain(String text) {
    System.err.println(of(text));
  }

  /** The text as one line. */
  static String line(String text) {
    return of(text).replace('\n', ' ').replace('\r', ' ');
  }

  /** Whether a terminal would do something else with it than show it. */
  static boolean harmful(char c) {
    boolean control = (c < ' ' && c != '\n' && c != '\t') || (c >= 0x7f && c <= 0x9f);
    boolean turns =
        c == 0x061c
            || c == 0x200e
            || c == 0x200f
            || (c >= 0x202a && c <= 0x202e)
            || (c >= 0x2066 && c <= 0x2069);
    return control || turns;
  }

  // At the end of a line a carriage return does nothing; elsewhere what follows is written over it.
  private static boolean harmful(String text, int at) {
    char c = text.charAt(at);
    boolean ends = c == '\r' && (at + 1 == text.length() || text.charAt(at + 1) == '\n');
    return harmful(c) && !ends;
  }

  static String escaped(char c) {
    return "\\u%04x".formatted((int) c);
  }
}
