package org.bbbfleet.core.inventory;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Timestamps of YAML 1.1 as Python's datetime takes and writes them; a date alone stays the text
 * that it is.
 */
final class Timestamps {
  private static final Pattern TIME =
      Pattern.compile(
          "(\\d{4})-(\\d\\d?)-(\\d\\d?)(?:[Tt]|[ \\t]+)(\\d\\d?):(\\d\\d):(\\d\\d)(?:\\.(\\d*))?"
              + "(?:[ \\t]*(?:(Z)|([-+])(\\d\\d?)(?::(\\d\\d))?))?");
  private static final Pattern DATE = Pattern.compile("(\\d{4})-(\\d\\d)-(\\d\\d)");

  private Timestamps() {}

  /**
   * What a text that YAML takes for a timestamp means: a {@link Value.Time}, or the text.
   *
   * @throws DateTimeException when there is no such time
   */
  static Object read(String text) {
    Matcher date = DATE.matcher(text);
    if (date.matches()) {
      LocalDate.of(number(date, 1), number(date, 2), number(date, 3));
      return text;
    }
    Matcher m = TIME.matcher(text);
    if (!m.matches()) {
      return text;
    }
    LocalDateTime at =
        LocalDateTime.of(
            number(m, 1), number(m, 2), number(m, 3), number(m, 4), number(m, 5), number(m, 6));
    return new Value.Time(
        "%04d-%02d-%02dT%02d:%02d:%02d"
                .formatted(
                    at.getYear(),
                    at.getMonthValue(),
                    at.getDayOfMonth(),
                    at.getHour(),
                    at.getMinute(),
                    at.getSecond())
            + fraction(m.group(7))
            + zone(m));
  }

  private static int number(Matcher m, int group) {
    return Integer.parseInt(m.group(group));
  }

  private static String fraction(String digits) {
    String micros = ((digits == null ? "" : digits) + "000000").substring(0, 6);
    return micros.equals("000000") ? "" : "." + micros;
  }

  private static String zone(Matcher m) {
    if (m.group(8) != null) {
      return "+00:00";
    }
    if (m.group(9) == null) {
      return "";
    }
    int sign = m.group(9).equals("-") ? -1 : 1;
    int minutes = m.group(11) == null ? 0 : number(m, 11);
    String id = ZoneOffset.ofHoursMinutes(sign * number(m, 10), sign * minutes).getId();
    return id.equals("Z") ? "+00:00" : id;
  }
}
