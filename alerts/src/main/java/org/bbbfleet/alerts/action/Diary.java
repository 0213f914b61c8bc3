package org.bbbfleet.alerts.action;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * What a {@link LongAction} knows across its turns, and across the death of the program between any
 * two of its lines. What was noted is on disk when {@link #note} returns.
 */
public interface Diary {

  /** The incident under which it runs: part of names that must be its own. */
  long incident();

  /** What was noted under a key. */
  Optional<String> recall(String key);

  /** Notes all of these at once, or none. */
  void note(Map<String, String> entries);

  /** Notes one. */
  default void note(String key, String value) {
    note(Map.of(key, value));
  }

  /** Tells people, in the incident's story; what repeats the last one is left out. */
  void tell(String text);

  /** The time. */
  Instant now();

  /** Who called it off and why, if somebody did. */
  Optional<String> calledOff();

  /**
   * Asked before what can't be taken back: why it must wait now, if it must (stopped, paused, too
   * few others in service).
   */
  Optional<String> heldBack();

  /** From now on others count this host as one that serves nobody; until {@link #inService}. */
  void outOfService(String why);

  /** It serves again. */
  void inService();
}
