package org.bbbfleet.exporters.bbb;

import java.util.Arrays;

/**
 * Refuses XML in which one text, tag, comment, CDATA section or processing instruction is longer
 * than any that BigBlueButton writes: a parser holds each of them whole. Bytes of UTF-8 are taken
 * one by one, which suffices since the marks are ASCII.
 */
final class TokenGuard {
  private static final int LONGEST = 256 * 1024;
  private static final byte[] CDATA = {'!', '[', 'C', 'D', 'A', 'T', 'A', '['};

  private Kind kind = Kind.TEXT;
  private int length;
  private int last;
  private int beforeLast;
  private final byte[] start = new byte[CDATA.length];

  /** What the bytes at hand belong to, and with which two bytes before {@code >} it ends. */
  private enum Kind {
    TEXT(0, 0),
    TAG(0, 0),
    CDATA_SECTION(']', ']'),
    COMMENT('-', '-'),
    INSTRUCTION(0, '?');

    private final int first;
    private final int second;

    Kind(int first, int second) {
      this.first = first;
      this.second = second;
    }

    boolean endsAfter(int beforeLast, int last) {
      return (second == 0 || second == last) && (first == 0 || first == beforeLast);
    }
  }

  /**
   * Takes the next bytes.
   *
   * @throws ApiFailure TOO_LARGE
   */
  void take(byte[] bytes, int count) {
    int i = 0;
    while (i < count) {
      if (kind == Kind.TEXT || (kind == Kind.TAG && length >= CDATA.length)) {
        // Nearly all bytes: only their number and the mark that ends them matter.
        int end = next(bytes, i, count, kind == Kind.TEXT ? (byte) '<' : (byte) '>');
        length += end - i;
        requireBounded();
        i = end;
      }
      if (i < count) {
        take(bytes[i++]);
      }
    }
  }

  private static int next(byte[] bytes, int from, int to, byte mark) {
    int at = from;
    while (at < to && bytes[at] != mark) {
      at++;
    }
    return at;
  }

  private void requireBounded() {
    if (length > LONGEST) {
      throw new ApiFailure(
          ApiFailure.Reason.TOO_LARGE, "a part of the answer is longer than " + LONGEST + " bytes");
    }
  }

  private void take(byte b) {
    length++;
    requireBounded();
    if (kind == Kind.TEXT) {
      if (b == '<') {
        enter(Kind.TAG);
      }
      return;
    }
    if (kind == Kind.TAG && length <= CDATA.length) {
      start[length - 1] = b;
      if (recognized()) {
        // The mark's own bytes must not count as the beginning of its end.
        last = 0;
        beforeLast = 0;
        return;
      }
    }
    if (b == '>' && kind.endsAfter(beforeLast, last)) {
      enter(Kind.TEXT);
      return;
    }
    beforeLast = last;
    last = b;
  }

  private boolean recognized() {
    if (length == 1 && start[0] == '?') {
      kind = Kind.INSTRUCTION;
    } else if (length == 3 && start[0] == '!' && start[1] == '-' && start[2] == '-') {
      kind = Kind.COMMENT;
    } else if (length == CDATA.length && Arrays.equals(start, CDATA)) {
      kind = Kind.CDATA_SECTION;
    }
    return kind != Kind.TAG;
  }

  private void enter(Kind next) {
    kind = next;
    length = 0;
    last = 0;
    beforeLast = 0;
  }
}
