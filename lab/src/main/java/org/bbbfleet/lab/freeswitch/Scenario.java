package org.bbbfleet.lab.freeswitch;

import java.util.Locale;
import java.util.Optional;

/**
 * The states in which a real FreeSWITCH was recorded. What was not recorded in one state is
 * answered as in the state that it was made from.
 */
public enum Scenario {
  /** A fresh server without calls. */
  IDLE("idle"),
  /** Idle, and nobody is registered. */
  IDLE_NOREG("idle-noreg", IDLE),
  /**
   * Three conferences: muted, deaf, held, dial-in and listen-only members, one recording; an echo.
   */
  BUSY("busy", IDLE),
  /** Names that forge fields, invalid UTF-8, bridged and loopback channels. */
  WEIRD("weird", BUSY),
  /** 86 members in twelve conferences. */
  BIG("big", BUSY),
  /** Paused: "is not ready". */
  PAUSED("paused", IDLE),
  /** Paused for inbound calls only: still "is ready". */
  PAUSED_INBOUND("paused-inbound", IDLE),
  /** At its limit of four sessions. */
  LIMIT_MAX_SESSIONS("limit-max-sessions", IDLE),
  /** More sessions per second than allowed. */
  LIMIT_SPS("limit-sps", IDLE),
  /** Going down when the last call ends; still "is ready". */
  ELEGANT_SHUTDOWN("elegant-shutdown", BUSY),
  /** Calls through gateways failed. */
  GATEWAY_FAILURES("gwfail", IDLE),
  /** One SIP profile is down, and so not listed. */
  NO_PROFILE("noprofile", IDLE),
  /** All SIP profiles are down. */
  NO_PROFILES("noprofiles-at-all", IDLE),
  /** The modules for SIP and conferences are not loaded. */
  UNLOADED("unloaded", IDLE),
  /** The core's database is off: nothing can be shown. */
  NO_SQL("nosql", IDLE),
  /** A profile has an alias. */
  ALIAS("alias", IDLE);

  private final String word;
  private final Optional<Scenario> base;

  Scenario(String word) {
    this.word = word;
    this.base = Optional.empty();
  }

  Scenario(String word, Scenario base) {
    this.word = word;
    this.base = Optional.of(base);
  }

  /** The scenario's name on command lines, which is the prefix of its recordings. */
  public String word() {
    return word;
  }

  Optional<Scenario> base() {
    return base;
  }

  /**
   * The scenario with this name.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static Scenario of(String word) {
    for (Scenario scenario : values()) {
      if (scenario.word.equals(word.toLowerCase(Locale.ROOT))) {
        return scenario;
      }
    }
    throw new IllegalArgumentException("there is no scenario \"" + word + "\"");
  }
}
