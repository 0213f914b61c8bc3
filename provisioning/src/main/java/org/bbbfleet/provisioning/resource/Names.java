package org.bbbfleet.provisioning.resource;

import java.util.regex.Pattern;

/** What names must look like that go into system files and command lines. */
final class Names {
  private static final Pattern ACCOUNT = Pattern.compile("[A-Za-z_][A-Za-z0-9_.-]{0,31}");
  private static final Pattern NEW_ACCOUNT = Pattern.compile("[a-z_][a-z0-9_-]{0,30}");
  private static final Pattern FILE = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.@+-]{0,200}");
  private static final Pattern OWN = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_-]{0,60}");

  private Names() {}

  /** The name of a user or group that may be there already: Debian has {@code Debian-exim}, too. */
  static String account(String name) {
    return matching(ACCOUNT, name, "not a user or group name: ");
  }

  /** The name of a user or group that we may make. */
  static String newAccount(String name) {
    return matching(NEW_ACCOUNT, name, "not a name for a user or group: ");
  }

  /** The name of a file in a directory: no slash, no leading dot or hyphen. */
  static String file(String name) {
    return matching(FILE, name, "not a plain file name: ");
  }

  /** A name that we choose: letters, digits, hyphens and underscores, which every program reads. */
  static String own(String name) {
    return matching(OWN, name, "not a name of letters, digits, - and _: ");
  }

  /** The name of a systemd unit, with its suffix. */
  static String unit(String name) {
    if (!Handler.isUnit(name)) {
      throw new IllegalArgumentException("not a unit name: " + shown(name));
    }
    return name;
  }

  /** Text of one line without control characters. */
  static String line(String text) {
    if (text.isBlank() || text.chars().anyMatch(Character::isISOControl)) {
      throw new IllegalArgumentException("not one line of text: " + shown(text));
    }
    return text;
  }

  /** Text that matches. */
  static String matching(Pattern pattern, String text, String otherwise) {
    if (!pattern.matcher(text).matches()) {
      throw new IllegalArgumentException(otherwise + shown(text));
    }
    return text;
  }

  // What a message shows of hostile text stays on one line.
  static String shown(String text) {
    return text.replaceAll("\\p{Cntrl}", "?");
  }
}
