package org.bbbfleet.alerts.incident;

import static java.util.Objects.requireNonNull;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.bbbfleet.alerts.audit.AuditTrail;
import org.bbbfleet.alerts.audit.AuditTrail.Subject;
import org.bbbfleet.alerts.audit.EventKind;
import org.bbbfleet.alerts.guard.ClockHold;
import org.bbbfleet.alerts.guard.ClockWatch;
import org.bbbfleet.core.config.Durations;
import org.bbbfleet.core.store.Store;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is done when the wall's clock jumps, so that it opens no cooldown, budget or limit of
 * attempts early and jams none: what was written before is as long ago as it really is, and nothing
 * is done by itself for a while. A jump while no healer runs is not seen; one backwards is mended
 * at the start, as nothing has happened in the future.
 */
final class ClockJumps implements ClockHold {
  private static final Logger log = LoggerFactory.getLogger(ClockJumps.class);
  private static final Duration HOLD = Duration.ofMinutes(15);

  private final ClockWatch watch;
  private final Store store;
  private final AuditTrail trail;
  private final Clock clock;
  private final Counter jumps;
  private Duration unwritten = Duration.ZERO;

  ClockJumps(ClockWatch watch, Store store, AuditTrail trail, Clock clock, MeterRegistry registry) {
    this.watch = requireNonNull(watch, "watch is null");
    this.store = requireNonNull(store, "store is null");
    this.trail = requireNonNull(trail, "trail is null");
    this.clock = requireNonNull(clock, "clock is null");
    this.jumps =
        Counter.builder("fleet.healing.clock.jumps")
            .description("Jumps of the control host's clock; each holds healing back for a while.")
            .register(registry);
  }

  /** Mends what the clock called the future before it was set back. */
  void begin() {
    store.jdbi().useTransaction(handle -> StoredTimes.notAfter(handle, clock.instant()));
  }

  /**
   * Looks at the clock, and sees to what a jump asks for.
   *
   * @throws RuntimeException when that can't be written; nothing may be decided then
   */
  synchronized void look() {
    watch
        .jump()
        .ifPresent(
            by -> {
              jumps.increment();
              unwritten = unwritten.plus(by);
            });
    if (unwritten.isZero()) {
      return;
    }
    Duration by = unwritten;
    Instant now = clock.instant();
    Instant until = now.plus(HOLD);
    String text =
        "the clock jumped "
            + Durations.format(Duration.ofSeconds(by.abs().toSeconds()))
            + (by.isNegative() ? " back" : " ahead");
    log.warn("{}; nothing is done by itself until {}", text, until);
    trail.change(
        change -> {
          StoredTimes.shift(change.handle(), now, by);
          remember(change.handle(), text, until);
          change.say(
              Subject.NONE,
              EventKind.NOTIFICATION,
              text + "; nothing is done by itself until " + until);
          return by;
        });
    unwritten = Duration.ZERO;
  }

  @Override
  public Optional<Hold> now() {
    look();
    return standing();
  }

  /** The hold that there is, without a look at the clock. */
  Optional<Hold> standing() {
    Instant now = clock.instant();
    return store
        .jdbi()
        .withHandle(
            handle ->
                handle
                    .createQuery("select text, until from clock_hold")
                    .map(
                        (rs, context) ->
                            new Hold(
                                rs.getString("text"), Instant.ofEpochMilli(rs.getLong("until"))))
                    .findFirst())
        .filter(hold -> hold.until().isAfter(now))
        // What lies too far ahead was written by another clock.
        .map(hold -> hold.until().isAfter(now.plus(HOLD)) ? until(hold, now.plus(HOLD)) : hold);
  }

  private static Hold until(Hold hold, Instant end) {
    return new Hold(hold.text(), end);
  }

  private static void remember(Handle handle, String text, Instant until) {
    handle
        .createUpdate(
            """
            insert into clock_hold (id, text, until) values (1, :text, :until)
            on conflict (id) do update set text = excluded.text, until = excluded.until
            """)
        .bind("text", text)
        .bind("until", until.toEpochMilli())
        .execute();
  }
}
