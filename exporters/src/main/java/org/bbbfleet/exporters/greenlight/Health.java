package org.bbbfleet.exporters.greenlight;

import java.util.Locale;
import java.util.Optional;

/**
 * What Greenlight's {@code /health_check} says. Version 3 answers {@code success}, or status 500
 * and the failure; version 2 answers 200 in both cases. The text of a failure may quote an answer
 * or an address, so that only its kind is kept.
 */
enum Health {
  SUCCESS(""),
  DATABASE("database", "migrations"),
  REDIS("redis"),
  SMTP("smtp"),
  BIGBLUEBUTTON("bigbluebutton"),
  CACHE("cache"),
  /** Failed at something that is not known here. */
  OTHER("");

  private static final int ENOUGH = 200;

  private final String[] signs;
  private final String label = name().toLowerCase(Locale.ROOT);

  Health(String... signs) {
    this.signs = signs;
  }

  String label() {
    return label;
  }

  /** Reads an answer; empty when it is another program's. */
  static Optional<Health> read(int status, String body) {
    String text = body.substring(0, Math.min(ENOUGH, body.length())).strip();
    if (status == 200 && text.equals("success")) {
      return Optional.of(SUCCESS);
    }
    String lower = text.toLowerCase(Locale.ROOT);
    boolean second = status == 200 && lower.startsWith("health check failure");
    boolean third = status == 500 && !lower.startsWith("<");
    if (!second && !third) {
      return Optional.empty();
    }
    // The first sign wins: what follows may be the quoted answer of somebody else.
    Health first = OTHER;
    int place = Integer.MAX_VALUE;
    for (Health one : values()) {
      for (String sign : one.signs) {
        int at = sign.isEmpty() ? -1 : lower.indexOf(sign);
        if (at >= 0 && at < place) {
          first = one;
          place = at;
        }
      }
    }
    return Optional.of(first);
  }
}
