package org.bbbfleet.alerts.action;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Where a {@link Drain} stands, as its diary has it, and until when that may take. */
enum DrainPhase {
  /** Nothing is done yet. */
  LOOK,
  /** The balancer is to send no more meetings. */
  CORDON,
  /** Waits for the last meeting's end. */
  EMPTY,
  /** The host is to restart or reboot. */
  WORK,
  /** Waits for it to be back. */
  BACK,
  /** A meeting is to be created and ended. */
  PROBE,
  /** The balancer is to send meetings again; it is well. */
  PUT_BACK,
  /** The same, as it was given up or called off before anything was restarted. */
  UNDO;

  private static final String PHASE = "phase";
  private static final String UNTIL = "until";

  static DrainPhase of(Diary diary) {
    return diary.recall(PHASE).map(name -> valueOf(name.toUpperCase(Locale.ROOT))).orElse(LOOK);
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
    return diary
        .recall(key)
        .filter(text -> !text.isEmpty())
        .map(text -> Instant.ofEpochMilli(Long.parseLong(text)));
  }

  /** Until when the phase may take, for people. */
  static String until(Diary diary) {
    return instant(diary, UNTIL).map(Instant::toString).orElse("?");
  }
}
