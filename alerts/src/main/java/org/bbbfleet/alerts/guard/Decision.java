package org.bbbfleet.alerts.guard;

import java.time.Instant;

/** What a guard says to a step that is about to be taken. */
public sealed interface Decision {

  /** Why, for people. */
  String reason();

  /** In a word, as metrics and documents have it. */
  default String label() {
    if (this instanceof Pass) {
      return "pass";
    }
    if (this instanceof Defer) {
      return "wait";
    }
    if (this instanceof Ask) {
      return "ask";
    }
    return this instanceof Refuse ? "refuse" : "well";
  }

  /** Nothing speaks against it. */
  record Pass(String reason) implements Decision {}

  /** Not now: ask again at that time. */
  record Defer(String reason, Instant until) implements Decision {}

  /** Only if a person approves. */
  record Ask(String reason) implements Decision {}

  /** Not at all: a person must act. */
  record Refuse(String reason) implements Decision {}

  /** There is nothing left to do: the signal is well. */
  record Moot(String reason) implements Decision {}

  static Decision pass(String reason) {
    return new Pass(reason);
  }

  static Decision defer(String reason, Instant until) {
    return new Defer(reason, until);
  }

  static Decision ask(String reason) {
    return new Ask(reason);
  }

  static Decision refuse(String reason) {
    return new Refuse(reason);
  }
}
