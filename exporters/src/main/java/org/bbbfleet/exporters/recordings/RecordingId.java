package org.bbbfleet.exporters.recordings;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A recording and one of its formats, as a status file's name gives them: {@code ID-FORMAT}. An id
 * is the meeting's internal id: the SHA-1 of its external id, and its creation time in
 * milliseconds; a recording that was cut has a third part, the time of the cut.
 *
 * @param id the recording
 * @param format its format, such as {@code presentation}
 */
record RecordingId(String id, String format) {
  private static final String ID = "[0-9a-f]{40}-[0-9]{10,16}(?:-[0-9]{1,16})?";
  private static final Pattern ALONE = Pattern.compile(ID);
  private static final Pattern WITH_FORMAT =
      Pattern.compile("(" + ID + ")-([A-Za-z][A-Za-z0-9_.-]{0,63})");

  static boolean valid(String id) {
    return ALONE.matcher(id).matches();
  }

  /** Takes a name apart; empty when it is none of BigBlueButton's. */
  static Optional<RecordingId> withFormat(String name) {
    Matcher m = WITH_FORMAT.matcher(name);
    return m.matches() ? Optional.of(new RecordingId(m.group(1), m.group(2))) : Optional.empty();
  }
}
