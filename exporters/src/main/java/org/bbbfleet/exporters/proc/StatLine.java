package org.bbbfleet.exporters.proc;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Parses {@code /proc/PID/stat}. The name in parentheses may itself hold parentheses, spaces and
 * line breaks, so that the fields are counted from the last {@code )}; none of them can hold one.
 */
final class StatLine {
  private static final int PPID = 4;
  private static final int UTIME = 14;
  private static final int STIME = 15;
  private static final int THREADS = 20;
  private static final int START_TIME = 22;
  private static final int RSS_PAGES = 24;

  private StatLine() {}

  /**
   * The process, or empty when the text is not a stat line.
   *
   * @param bytes a buffer that holds the text
   * @param length how much of the buffer is text
   * @param pageSize bytes per page of memory
   */
  static Optional<Proc> parse(byte[] bytes, int length, long pageSize) {
    int open = 0;
    while (open < length && bytes[open] != '(') {
      open++;
    }
    int close = length - 1;
    while (close > open && bytes[close] != ')') {
      close--;
    }
    if (close <= open || close + 2 >= length) {
      return Optional.empty();
    }
    long pid = number(bytes, 0, open);
    char state = (char) bytes[close + 2];
    long ppid = -1;
    long cpu = 0;
    long threads = -1;
    long start = -1;
    int at = close + 3;
    for (int field = PPID; field <= RSS_PAGES; field++) {
      int from = at + 1;
      at = from;
      while (at < length && bytes[at] != ' ' && bytes[at] != '\n') {
        at++;
      }
      if (at <= from || at > length) {
        return Optional.empty();
      }
      switch (field) {
        case PPID -> ppid = number(bytes, from, at);
        case UTIME, STIME -> cpu += number(bytes, from, at);
        case THREADS -> threads = number(bytes, from, at);
        case START_TIME -> start = number(bytes, from, at);
        case RSS_PAGES -> {
          long pages = Math.max(0, number(bytes, from, at));
          if (pid <= 0 || ppid < 0 || threads < 0 || start < 0) {
            return Optional.empty();
          }
          String comm = new String(bytes, open + 1, close - open - 1, StandardCharsets.UTF_8);
          return Optional.of(
              new Proc(
                  (int) pid, (int) ppid, comm, state, start, cpu, pages * pageSize, (int) threads));
        }
        default -> {
          // Not a field that anybody here asks for.
        }
      }
    }
    return Optional.empty();
  }

  /** The decimal number between two positions, spaces around it ignored; -1 when it is none. */
  private static long number(byte[] bytes, int from, int to) {
    long value = 0;
    int digits = 0;
    for (int i = from; i < to; i++) {
      int digit = bytes[i] - '0';
      if (digit >= 0 && digit <= 9 && digits < 18) {
        value = value * 10 + digit;
        digits++;
      } else if (bytes[i] != ' ') {
        return -1;
      }
    }
    return digits == 0 ? -1 : value;
  }
}
