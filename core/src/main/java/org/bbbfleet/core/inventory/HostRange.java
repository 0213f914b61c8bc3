package org.bbbfleet.core.inventory;

import java.util.ArrayList;
import java.util.List;

/**
 * Ansible's ranges in host names: {@code web[01:20:2]}, {@code db-[a:f]}, several in one name. Both
 * bounds are included; leading zeros of the first bound give the width.
 */
final class HostRange {
  private static final String LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";

  private HostRange() {}

  /**
   * All names of a pattern, in order.
   *
   * @throws IllegalArgumentException when a range is wrong, saying why
   */
  static List<String> expand(String pattern) {
    int open = pattern.indexOf('[');
    if (open < 0) {
      return List.of(pattern);
    }
    int close = pattern.indexOf(']', open);
    if (close < 0) {
      throw new IllegalArgumentException(pattern + ": the range is not closed with ]");
    }
    String head = pattern.substring(0, open);
    List<String> tails = expand(pattern.substring(close + 1));
    List<String> names = new ArrayList<>();
    for (String item : items(pattern.substring(open + 1, close))) {
      for (String tail : tails) {
        if (names.size() >= Draft.MOST_HOSTS) {
          throw new IllegalArgumentException(
              pattern + " gives more than " + Draft.MOST_HOSTS + " hosts");
        }
        names.add(head + item + tail);
      }
    }
    return names;
  }

  private static List<String> items(String range) {
    String[] bounds = range.split(":", -1);
    if (bounds.length < 2 || bounds.length > 3 || bounds[1].isEmpty()) {
      throw new IllegalArgumentException(
          "[" + range + "] is not a range: write [first:last] or [first:last:step]");
    }
    String first = bounds[0].isEmpty() ? "0" : bounds[0];
    int step = bounds.length == 3 ? number(bounds[2], range) : 1;
    if (step < 1) {
      throw new IllegalArgumentException("[" + range + "]: the step must be at least 1");
    }
    return first.length() == 1 && LETTERS.contains(first)
        ? letters(range, first, bounds[1], step)
        : numbers(range, first, bounds[1], step);
  }

  private static List<String> letters(String range, String first, String last, int step) {
    int to = last.length() == 1 ? LETTERS.indexOf(last) : -1;
    ordered(range, LETTERS.indexOf(first), to);
    List<String> items = new ArrayList<>();
    for (int i = LETTERS.indexOf(first); i <= to; i += step) {
      items.add(LETTERS.substring(i, i + 1));
    }
    return items;
  }

  private static List<String> numbers(String range, String first, String last, int step) {
    boolean padded = first.length() > 1 && first.startsWith("0");
    if (padded && first.length() != last.length()) {
      throw new IllegalArgumentException(
          "[" + range + "]: with leading zeros both ends must have the same length");
    }
    int from = number(first, range);
    int to = number(last, range);
    ordered(range, from, to);
    if ((to - from) / step >= Draft.MOST_HOSTS) {
      throw new IllegalArgumentException(
          "[" + range + "] gives more than " + Draft.MOST_HOSTS + " hosts");
    }
    List<String> items = new ArrayList<>();
    for (long i = from; i <= to; i += step) {
      String item = Long.toString(i);
      items.add(padded ? "0".repeat(Math.max(0, first.length() - item.length())) + item : item);
    }
    return items;
  }

  private static void ordered(String range, int from, int to) {
    if (from > to) {
      throw new IllegalArgumentException("[" + range + "]: the first must not be after the last");
    }
  }

  private static int number(String text, String range) {
    if (!text.matches("\\d{1,9}")) {
      throw new IllegalArgumentException("[" + range + "]: " + text + " is not a number");
    }
    return Integer.parseInt(text);
  }
}
