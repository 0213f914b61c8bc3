package org.bbbfleet.lab.freeswitch;

/** How long {@code msleep} takes, which is bounded here. */
final class Sleep {
  private static final int MAX_MILLIS = 60_000;

  private Sleep() {}

  static long millis(String command) {
    String digits = command.replaceAll("\\D", "");
    return digits.isEmpty() || digits.length() > 5
        ? MAX_MILLIS
        : Math.min(MAX_MILLIS, Long.parseLong(digits));
  }
}
