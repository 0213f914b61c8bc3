package org.bbbfleet.exporters.bbb;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.CRC32;

/**
 * Counts different meetings. It remembers those of the past by hashes, so that one that was out of
 * sight for a while (an outage, a restart, a server that Scalelite could not reach) is not counted
 * twice; the longest unseen are forgotten first.
 */
final class SeenMeetings {
  private static final int MOST = 10_000;
  private static final String TITLE = "bbb-fleet seen meetings 1";

  private final Map<Long, Boolean> seen = new LinkedHashMap<>(16, 0.75f, true);
  private long meetings;
  private long breakoutRooms;

  /** The beginning of SHA-256 of an internal id: the same tomorrow. */
  static long hash(String internalId) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(internalId.getBytes(StandardCharsets.UTF_8));
      long value = 0;
      for (int i = 0; i < Long.BYTES; i++) {
        value = value << Byte.SIZE | hash[i] & 0xff;
      }
      return value;
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Java has no SHA-256", e);
    }
  }

  /**
   * Adds what runs now.
   *
   * @return whether anything was new
   */
  boolean add(List<Meetings.Id> running) {
    long before = meetings + breakoutRooms;
    for (Meetings.Id id : running) {
      if (seen.put(id.hash(), true) == null) {
        if (id.breakout()) {
          breakoutRooms++;
        } else {
          meetings++;
        }
      }
    }
    forget(Math.max(MOST, running.size()));
    return meetings + breakoutRooms > before;
  }

  private void forget(int most) {
    Iterator<Long> oldest = seen.keySet().iterator();
    while (seen.size() > most) {
      oldest.next();
      oldest.remove();
    }
  }

  long meetings() {
    return meetings;
  }

  long breakoutRooms() {
    return breakoutRooms;
  }

  /** All of it as text with its own checksum: at most 200 kB. */
  String toText() {
    StringBuilder text = new StringBuilder(TITLE);
    text.append("\nmeetings ").append(meetings);
    text.append("\nbreakout_rooms ").append(breakoutRooms).append('\n');
    seen.keySet().stream()
        .skip(Math.max(0, seen.size() - MOST))
        .forEach(hash -> text.append(HexFormat.of().toHexDigits(hash)).append('\n'));
    return text + "end " + crc(text.toString()) + "\n";
  }

  /** What was written; empty when the text is damaged. */
  static Optional<SeenMeetings> parse(String text) {
    int end = text.lastIndexOf("end ");
    if (end < 0 || !text.substring(end).equals("end " + crc(text.substring(0, end)) + "\n")) {
      return Optional.empty();
    }
    String[] lines = text.substring(0, end).split("\n");
    SeenMeetings result = new SeenMeetings();
    try {
      if (lines.length < 3 || !lines[0].equals(TITLE)) {
        return Optional.empty();
      }
      result.meetings = number(lines[1], "meetings ");
      result.breakoutRooms = number(lines[2], "breakout_rooms ");
      for (int i = 3; i < lines.length; i++) {
        result.seen.put(HexFormat.fromHexDigitsToLong(lines[i]), true);
      }
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
    result.forget(MOST);
    return Optional.of(result);
  }

  private static long number(String line, String name) {
    long value = line.startsWith(name) ? Long.parseLong(line.substring(name.length())) : -1;
    if (value < 0) {
      throw new IllegalArgumentException("no " + name);
    }
    return value;
  }

  private static String crc(String text) {
    CRC32 crc = new CRC32();
    crc.update(text.getBytes(StandardCharsets.UTF_8));
    return Long.toHexString(crc.getValue());
  }
}
