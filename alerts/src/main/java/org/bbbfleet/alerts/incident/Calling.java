package org.bbbfleet.alerts.incident;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.bbbfleet.alerts.audit.AuditBeacon;
import org.bbbfleet.alerts.audit.EventKind;
import org.bbbfleet.alerts.audit.HealingEvent;
import org.bbbfleet.alerts.escalation.Escalator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Gives the escalator its turns: again and again, and soon when a person is wanted. */
final class Calling {
  private static final Logger log = LoggerFactory.getLogger(Calling.class);
  private static final Duration EVERY = Duration.ofSeconds(15);

  private final Escalator escalator;
  private final AuditBeacon beacon;
  private final ClockJumps clock;
  private final Scheduler scheduler;
  private final AtomicBoolean wanted = new AtomicBoolean();

  Calling(Escalator escalator, AuditBeacon beacon, ClockJumps clock, Scheduler scheduler) {
    this.escalator = escalator;
    this.beacon = beacon;
    this.clock = clock;
    this.scheduler = scheduler;
  }

  void begin() {
    scheduler.run(this::again);
  }

  /** Something happened that people may have to be told of. */
  void heard(HealingEvent event) {
    if (event.kind() == EventKind.ESCALATED || event.kind() == EventKind.TAKEN) {
      soon();
    }
  }

  /** What comes meanwhile goes with it. */
  private void soon() {
    if (wanted.compareAndSet(false, true)) {
      scheduler.run(
          () -> {
            // Inside, so that a slow mail server holds one worker back, not all of them.
            synchronized (escalator) {
              wanted.set(false);
              escalator.tick();
            }
          });
    }
  }

  private void again() {
    scheduler.after(EVERY, this::again);
    attempt("the clock could not be looked at", clock::look);
    attempt("the audit trail's end could not be noted", beacon::note);
    attempt("people could not be called", escalator::tick);
  }

  // One that fails, as on a full disk, must not keep the next from being done.
  private static void attempt(String failure, Runnable work) {
    try {
      work.run();
    } catch (RuntimeException e) {
      log.error("{}; trying again", failure, e);
    }
  }
}
