package org.bbbfleet.provisioning.resource;

import java.util.regex.Pattern;

/** What a path and a mode on a host must look like. */
final class Paths {
  private static final Pattern MODE = Pattern.compile("[0-7]{4}");

  private Paths() {}

  /** Refuses what is not an absolute, plain path. */
  static void check(String path) {
    if (!path.startsWith("/")
        || path.endsWith("/")
        || path.contains("//")
        || path.indexOf('\0') >= 0
        || (path + "/").contains("/../")
        || (path + "/").contains("/./")) {
      throw new IllegalArgumentException(
          "not an absolute, plain path: " + path.replaceAll("\\p{Cntrl}", "?"));
    }
  }

  /** Refuses what is not four octal digits. */
  static void checkMode(String mode) {
    if (!MODE.matcher(mode).matches()) {
      throw new IllegalArgumentException(
          "a mode has four octal digits, not " + mode.replaceAll("\\p{Cntrl}", "?"));
    }
  }
}
