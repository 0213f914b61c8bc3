package org.bbbfleet.alerts.policy;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** How far the healer may go by itself: each goes further than the one before. */
public enum Mode {
  /** Only says what it would do. */
  OBSERVE,
  /** Asks a person, and acts when one approves. */
  PROPOSE,
  /** Asks a person unless it is certain that no meeting runs on the host; then it acts. */
  AUTO_IF_NO_MEETING,
  /** Acts. */
  AUTO;

  /** As policies write it: {@code auto-if-no-meeting}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The mode of this label, if there is one. */
  public static Optional<Mode> of(String label) {
    return Arrays.stream(values()).filter(mode -> mode.label().equals(label)).findFirst();
  }

  /** All labels, from careful to free. */
  public static List<String> labels() {
    return Arrays.stream(values()).map(Mode::label).toList();
  }

  /** The more careful of the two. */
  public Mode atMost(Mode other) {
    return compareTo(other) <= 0 ? this : other;
  }
}
