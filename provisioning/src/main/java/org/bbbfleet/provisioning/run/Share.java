package org.bbbfleet.provisioning.run;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A number of hosts: as such, or as a share of all.
 *
 * @param number how many, or how many percent
 * @param percent whether it is a share
 */
public record Share(int number, boolean percent) {
  private static final Pattern TEXT = Pattern.compile("(\\d{1,6})(%?)");

  public Share {
    if (number < 0 || percent && number > 100) {
      throw new IllegalArgumentException("not a number of hosts: " + number);
    }
  }

  /**
   * Reads {@code 5} or {@code 20%}.
   *
   * @throws IllegalArgumentException saying what is wrong
   */
  public static Share parse(String text) {
    Matcher matcher = TEXT.matcher(text.strip());
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "\"" + text + "\" is neither a number of hosts nor a percentage of them");
    }
    boolean percent = !matcher.group(2).isEmpty();
    int number = Integer.parseInt(matcher.group(1));
    if (percent && number > 100) {
      throw new IllegalArgumentException("\"" + text + "\" is more than all hosts");
    }
    return new Share(number, percent);
  }

  /** How many of so many hosts, rounded down. */
  public int of(int hosts) {
    return percent ? (int) ((long) hosts * number / 100) : number;
  }

  @Override
  public String toString() {
    return number + (percent ? "%" : "");
  }
}
