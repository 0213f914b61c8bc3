package org.bbbfleet.exporters.bbb;

import java.util.Arrays;

/**
 * Who is in a room, as hashes that live as long as the answer is read; a bounded number of them.
 *
 * <p>Who goes to a breakout room gets there the user id of the parent meeting with {@code -} and
 * the room's number behind it (bbb-apps-akka, {@code BreakoutRoomsUtil}), so both forms are
 * compared.
 */
final class UserIds {
  private static final int MOST = 20_000;

  private long[] hashes = {};
  private int size;

  void add(String userId) {
    if (!userId.isEmpty()) {
      add(hash(userId));
    }
  }

  void addAll(UserIds others) {
    for (int i = 0; i < others.size; i++) {
      add(others.hashes[i]);
    }
  }

  private void add(long hash) {
    if (size == MOST) {
      return;
    }
    if (size == hashes.length) {
      hashes = Arrays.copyOf(hashes, Math.max(16, size * 2));
    }
    hashes[size++] = hash;
  }

  /** Adds somebody of a breakout room: by the id that the parent meeting knows, if there is one. */
  void addOfBreakout(String userId) {
    int dash = userId.lastIndexOf('-');
    boolean numbered = dash > 0 && userId.substring(dash + 1).matches("\\d{1,3}");
    add(numbered ? userId.substring(0, dash) : userId);
  }

  /** How many of these are also in another room. */
  int in(UserIds other) {
    if (size == 0 || other.size == 0) {
      return 0;
    }
    long[] sorted = Arrays.copyOf(other.hashes, other.size);
    Arrays.sort(sorted);
    int found = 0;
    for (int i = 0; i < size; i++) {
      if (Arrays.binarySearch(sorted, hashes[i]) >= 0) {
        found++;
      }
    }
    return found;
  }

  /** FNV-1a of 64 bits: only equality counts, and only within one answer. */
  private static long hash(String text) {
    long h = 0xcbf29ce484222325L;
    for (int i = 0; i < text.length(); i++) {
      h = (h ^ text.charAt(i)) * 0x100000001b3L;
    }
    return h;
  }
}
