package org.bbbfleet.alerts.incident;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.bbbfleet.alerts.audit.AuditTrail.Change;
import org.bbbfleet.alerts.audit.AuditTrail.Subject;
import org.bbbfleet.alerts.audit.EventKind;
import org.bbbfleet.alerts.intake.Alert;
import org.bbbfleet.alerts.intake.Journal;
import org.bbbfleet.alerts.intake.Notification;
import org.bbbfleet.core.error.FleetException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Works off the journal in its order: each notification, once, becomes incidents or ends them. What
 * waits is worked off in one transaction, so that a storm costs few of them.
 */
final class Reception {
  private static final Logger log = LoggerFactory.getLogger(Reception.class);
  private static final Duration AFTER_FAILURE = Duration.ofSeconds(5);

  private static final int MOST_AT_ONCE = 50;

  private final Journal journal;
  private final Casebook casebook;
  private final Scheduler scheduler;
  private final Turns turns;
  private final Admission admission;
  private final AtomicLong backlog;
  private final Set<Long> setAside = new HashSet<>();
  private boolean working;
  private boolean wanted;
  private boolean retrying;

  Reception(
      Journal journal, Casebook casebook, Scheduler scheduler, Turns turns, Admission admission) {
    this.journal = journal;
    this.casebook = casebook;
    this.scheduler = scheduler;
    this.turns = turns;
    this.admission = admission;
    this.backlog = new AtomicLong(journal.backlog());
  }

  /** How many notifications wait. */
  long backlog() {
    return Math.max(0, backlog.get());
  }

  /** A notification was journalled: it is worked off soon. */
  void receive() {
    backlog.incrementAndGet();
    workOff();
  }

  /** Works off what waits, soon; one at a time. */
  synchronized void workOff() {
    if (working) {
      wanted = true;
    } else {
      working = true;
      scheduler.run(this::work);
    }
  }

  private void work() {
    boolean more = false;
    try {
      more = batch();
    } catch (RuntimeException e) {
      log.error("the journal could not be worked off; trying again", e);
      later();
    } finally {
      rest(more);
    }
  }

  private synchronized void rest(boolean more) {
    working = false;
    if (more || wanted) {
      wanted = false;
      workOff();
    }
  }

  // One at a time: else each that fails adds a timer, and each timer a round of failures.
  private synchronized void later() {
    if (retrying) {
      return;
    }
    retrying = true;
    scheduler.after(
        AFTER_FAILURE,
        () -> {
          synchronized (this) {
            retrying = false;
            setAside.clear();
          }
          workOff();
        });
  }

  private boolean batch() {
    List<Long> open;
    synchronized (this) {
      open =
          journal.open(MOST_AT_ONCE + setAside.size()).stream()
              .filter(id -> !setAside.contains(id))
              .limit(MOST_AT_ONCE)
              .toList();
    }
    if (open.isEmpty()) {
      return false;
    }
    try {
      takeAll(open);
    } catch (RuntimeException e) {
      log.warn("{} notifications could not be worked off together; one by one", open.size(), e);
      open.forEach(this::takeOne);
    }
    return open.size() == MOST_AT_ONCE;
  }

  // One that can't be worked off must not keep the others.
  private void takeOne(long id) {
    try {
      takeAll(List.of(id));
    } catch (RuntimeException e) {
      log.error("notification {} could not be worked off; trying again", id, e);
      synchronized (this) {
        setAside.add(id);
      }
      later();
    }
  }

  private void takeAll(List<Long> notifications) {
    List<Long> touched =
        casebook
            .trail()
            .change(
                change -> {
                  List<Long> incidents = new ArrayList<>();
                  notifications.forEach(id -> take(change, id, incidents));
                  return incidents;
                });
    // Below zero for a moment, when one is worked off before its journalling was reported.
    backlog.addAndGet(-notifications.size());
    touched.forEach(turns::wake);
  }

  private void take(Change change, long id, List<Long> touched) {
    Optional<String> body = journal.body(change.handle(), id);
    if (body.isEmpty()) {
      return;
    }
    Notification notification;
    try {
      notification = Notification.parse(body.get());
    } catch (FleetException e) {
      journal.done(change.handle(), id, "malformed: " + e.getMessage());
      return;
    }
    if (notification.truncated() > 0) {
      change.say(
          Subject.NONE,
          EventKind.NOTIFICATION,
          notification.truncated()
              + " alerts were cut off by the receiver's max_alerts; Alertmanager's API is asked");
    }
    int opened = 0;
    for (Alert alert : notification.alerts()) {
      opened += admission.take(change, alert, Admission.Origin.WEBHOOK, touched) ? 1 : 0;
    }
    journal.done(
        change.handle(),
        id,
        notification.alerts().size() + " alerts, " + opened + " incidents opened");
  }
}
