package org.bbbfleet.alerts.incident;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Gives the reconciliation its turns: again and again, and soon when something is missing. */
final class Reconciling {
  private static final Logger log = LoggerFactory.getLogger(Reconciling.class);

  private final Reconciliation reconciliation;
  private final Scheduler scheduler;
  private final Duration every;
  private final AtomicBoolean wanted = new AtomicBoolean();

  Reconciling(Reconciliation reconciliation, Scheduler scheduler, Duration every) {
    this.reconciliation = reconciliation;
    this.scheduler = scheduler;
    this.every = every;
  }

  void begin() {
    if (reconciliation.isPossible()) {
      scheduler.run(this::again);
    }
  }

  /** There are alerts that no notification tells of: they are asked for at once. */
  void missing() {
    reconciliation.somethingIsMissing();
    if (reconciliation.isPossible() && wanted.compareAndSet(false, true)) {
      scheduler.run(
          () -> {
            synchronized (reconciliation) {
              wanted.set(false);
              pass();
            }
          });
    }
  }

  private void again() {
    scheduler.after(every, this::again);
    pass();
  }

  private void pass() {
    try {
      reconciliation.pass();
    } catch (RuntimeException e) {
      log.error("the incidents could not be compared with the alerts; trying again", e);
    }
  }
}
