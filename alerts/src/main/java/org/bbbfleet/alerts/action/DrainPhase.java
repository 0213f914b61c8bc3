package org.bbbfleet.alerts.action;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Where a {@link Drain} stands, as its diary has it, and until when that may take. */
public enum DrainPhase {
  /** Nothing is done yet. */
  LOOK("is looked at"),
  /** The balancer is to send no more meetings. */
  CORDON("is being taken out of Scalelite"),
  /** Waits for the last meeting's end. */
  EMPTY("waits for its meetings to end"),
  /** The host is to restart or reboot. */
  WORK("is to restart or reboot"),
  /** Waits for it to be back. */
  BACK("is to come back"),
  /** A meeting is to be created and ended. */
  PROBE("is tried: can people meet?"),
  /** The balancer is to send meetings again; it is well. */
  PUT_BACK("is being put back into Scalelite"),
  /** The same, as it was given up or called off before anything was restarted. */
  UNDO("is being put back, as nothing was restarted");

  private static final DateTimeFormatter CLOCK =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm 'UTC'", Locale.ROOT).withZone(ZoneOffset.UTC);
  private static final String PHASE = "phase";
  private static final String UNTIL = "until";

  private final String label;

  DrainPhase(String label) {
    this.label = label;
  }

  /** What becomes of the server in it, for people. */
  public String label() {
    return label;
  }

  static DrainPhase of(Diary diary) {
    return of(diary.recall(PHASE));
  }

  /** The phase that the entries of a drain's diary tell. */
  public static DrainPhase of(Map<String, String> entries) {
    return of(Optional.ofNullable(entries.get(PHASE)));
  }

  private static DrainPhase of(Optional<String> phase) {
    return phase.map(name -> valueOf(name.toUpperCase(Locale.ROOT))).orElse(LOOK);
  }

  /** Until when the phase may take, as the entries of a drain's diary tell. */
  public static Optional<Instant> until(Map<String, String> entries) {
    return moment(Optional.ofNullable(entries.get(UNTIL)));
  }

  /** This phase is next, at once; it has the time that the one before had left. */
  Turn begins(Diary diary) {
    return begins(diary, Optional.empty(), Duration.ZERO);
  }

  /** This phase is next, at once, and may take so long. */
  Turn begins(Diary diary, Duration within) {
    return begins(diary, Optional.of(diary.now().plus(within)), Duration.ZERO);
  }

  /** This phase is next after a while, and may take until then. */
  Turn begins(Diary diary, Optional<Instant> until, Duration after) {
    diary.note(
        until
            .map(end -> Map.of(PHASE, name(), UNTIL, Long.toString(end.toEpochMilli())))
            .orElse(Map.of(PHASE, name())));
    return Turn.after(after);
  }

  /** Whether the time of the phase is over. */
  static boolean ended(Diary diary) {
    Instant until =
        instant(diary, UNTIL).orElseThrow(() -> new IllegalStateException("no deadline noted"));
    return !diary.now().isBefore(until);
  }

  /** The moment that was noted under a key. */
  static Optional<Instant> instant(Diary diary, String key) {
    return moment(diary.recall(key));
  }

  private static Optional<Instant> moment(Optional<String> noted) {
    return noted
        .filter(text -> !text.isEmpty())
        .map(text -> Instant.ofEpochMilli(Long.parseLong(text)));
  }

  /** Until when the phase may take, for people. */
  static String until(Diary diary) {
    return instant(diary, UNTIL).map(CLOCK::format).orElse("?");
  }
}
