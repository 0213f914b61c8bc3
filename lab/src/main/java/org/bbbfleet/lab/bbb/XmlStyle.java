package org.bbbfleet.lab.bbb;

import java.util.Set;

/**
 * How answers are spelt. Faults that concern single elements and numbers are styles, because that
 * is where the original goes wrong: its templates print numbers in the server's locale.
 *
 * @param separator between groups of three digits; empty as it should be
 * @param missing elements that are left out
 * @param repeated elements that are printed twice
 */
record XmlStyle(String separator, Set<String> missing, Set<String> repeated) {
  static final XmlStyle CORRECT = new XmlStyle("", Set.of(), Set.of());

  String number(long value) {
    String digits = Long.toString(value);
    if (separator.isEmpty()) {
      return digits;
    }
    StringBuilder grouped = new StringBuilder(digits);
    for (int i = digits.length() - 3; i > 0; i -= 3) {
      grouped.insert(i, separator);
    }
    return grouped.toString();
  }
}
