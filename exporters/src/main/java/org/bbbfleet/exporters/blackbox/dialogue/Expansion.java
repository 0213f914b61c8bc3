package org.bbbfleet.exporters.blackbox.dialogue;

import com.google.re2j.Matcher;

/** Puts groups of a match into a text as Go does: {@code $1}, {@code ${1}}, {@code ${name}}. */
public final class Expansion {
  private static final com.google.re2j.Pattern REFERENCE =
      com.google.re2j.Pattern.compile("\\$(?:\\$|\\{([0-9A-Za-z_]+)\\}|([0-9A-Za-z_]+))");

  private Expansion() {}

  /** The text with each reference replaced; one that names no group becomes nothing. */
  public static String of(String text, Matcher match) {
    Matcher reference = REFERENCE.matcher(text);
    StringBuilder result = new StringBuilder();
    int at = 0;
    while (reference.find()) {
      result.append(text, at, reference.start());
      at = reference.end();
      if (reference.group().equals("$$")) {
        result.append('$');
      } else {
        String name = reference.group(1) == null ? reference.group(2) : reference.group(1);
        result.append(group(match, name));
      }
    }
    return result.append(text, at, text.length()).toString();
  }

  private static String group(Matcher match, String name) {
    String value = null;
    if (name.matches("\\d{1,4}")) {
      int number = Integer.parseInt(name);
      value = number <= match.groupCount() ? match.group(number) : null;
    } else if (match.pattern().namedGroups().containsKey(name)) {
      value = match.group(name);
    }
    return value == null ? "" : value;
  }
}
