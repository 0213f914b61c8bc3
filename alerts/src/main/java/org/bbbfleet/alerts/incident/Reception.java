package org.bbbfleet.alerts.incident;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.bbbfleet.alerts.audit.AuditTrail.Change;
import org.bbbfleet.alerts.audit.AuditTrail.Subject;
import org.bbbfleet.alerts.audit.EventKind;
import org.bbbfleet.alerts.escalation.Escalation;
import org.bbbfleet.alerts.intake.Alert;
import org.bbbfleet.alerts.intake.Journal;
import org.bbbfleet.alerts.intake.Notification;
import org.bbbfleet.alerts.intake.PrometheusAlerts;
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

  /** How long an end that came before its beginning counts. */
  private static final Duration OUT_OF_ORDER = Duration.ofMinutes(5);

  private static final int MOST_AT_ONCE = 50;

  private final Journal journal;
  private final Casebook casebook;
  private final Scheduler scheduler;
  private final Turns turns;
  private final AtomicLong backlog;
  private final Set<Long> setAside = new HashSet<>();
  private boolean working;
  private boolean wanted;
  private boolean retrying;

  Reception(Journal journal, Casebook casebook, Scheduler scheduler, Turns turns) {
    this.journal = journal;
    this.casebook = casebook;
    this.scheduler = scheduler;
    this.turns = turns;
    this.backlog = new AtomicLong(journal.backlog());
  }

  /** Where an alert was heard of. */
  private enum Origin {
    WEBHOOK,
    RECONCILIATION
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
      opened += take(change, alert, Origin.WEBHOOK, touched) ? 1 : 0;
    }
    journal.done(
        change.handle(),
        id,
        notification.alerts().size() + " alerts, " + opened + " incidents opened");
  }

  /** Takes alerts that no notification told of; how many incidents were opened. */
  int found(List<Alert> alerts) {
    List<Long> touched = new ArrayList<>();
    int opened =
        casebook
            .trail()
            .change(
                change -> {
                  int count = 0;
                  for (Alert alert : alerts) {
                    count += take(change, alert, Origin.RECONCILIATION, touched) ? 1 : 0;
                  }
                  return count;
                });
    touched.forEach(turns::wake);
    return opened;
  }

  private boolean take(Change change, Alert alert, Origin origin, List<Long> touched) {
    if (alert.name().equals(Escalation.ALERT)) {
      // Our own call for a person, which a foreign configuration sends back to us.
      return false;
    }
    return alert.status() == Alert.Status.FIRING
        ? fires(change, alert, origin, touched)
        : ends(change, alert, touched);
  }

  private boolean fires(Change change, Alert alert, Origin origin, List<Long> touched) {
    Incidents incidents = casebook.incidents();
    boolean overAlready =
        origin == Origin.WEBHOOK
            && incidents.endedEarly(change.handle(), alert, casebook.now().minus(OUT_OF_ORDER));
    if (overAlready || adopts(change, alert)) {
      return false;
    }
    OptionalLong opened = incidents.open(change.handle(), alert, casebook.now());
    if (opened.isPresent()) {
      casebook.meters().opened();
      String how = origin == Origin.WEBHOOK ? "" : "; found by asking: its notification was lost";
      change.say(
          new Subject(opened, alert.host(), alert.name()),
          EventKind.OPENED,
          alert.name() + " fires since " + alert.startsAt() + how,
          "labels " + alert.labels());
      touched.add(opened.getAsLong());
      return true;
    }
    incidents
        .of(change.handle(), alert)
        .filter(incident -> incident.state().closed())
        .ifPresent(incident -> firesAgain(change, incident, touched));
    return false;
  }

  /** An incident that was found in Prometheus gets the name by which Alertmanager knows it. */
  private boolean adopts(Change change, Alert alert) {
    if (alert.fingerprint().startsWith(PrometheusAlerts.PREFIX)) {
      return false;
    }
    Optional<Incident> same =
        casebook.incidents().openOf(change.handle(), alert.name(), PrometheusAlerts.PREFIX).stream()
            .filter(incident -> contains(alert, incident))
            .findFirst();
    if (same.isEmpty() || casebook.incidents().of(change.handle(), alert).isPresent()) {
      return false;
    }
    casebook.incidents().rename(change.handle(), same.get().id(), alert);
    change.say(same.get().subject(), EventKind.NOTIFICATION, "Alertmanager tells of it now, too");
    return true;
  }

  private static boolean contains(Alert alert, Incident incident) {
    return alert.labels().entrySet().containsAll(incident.labels().entrySet());
  }

  /**
   * An alert may end for Alertmanager without being over, when Prometheus could not reach it for a
   * while. What was never tried is begun again; the guards ask the signal before anything is done.
   */
  private void firesAgain(Change change, Incident incident, List<Long> touched) {
    boolean untried = casebook.attempts().of(change.handle(), incident.id()).isEmpty();
    if (incident.state() == IncidentState.RESOLVED && untried) {
      casebook.incidents().reopen(change.handle(), incident.id(), "fires again");
      casebook.meters().reopened();
      change.say(incident.subject(), EventKind.OPENED, "fires again");
    } else if (incident.state() == IncidentState.RESOLVED) {
      casebook.incidents().unresolved(change.handle(), incident.id());
    }
    touched.add(incident.id());
  }

  /** Never opens anything; a step that runs is not interrupted. */
  private boolean ends(Change change, Alert alert, List<Long> touched) {
    Optional<Incident> found = casebook.incidents().of(change.handle(), alert);
    if (found.isEmpty()) {
      casebook.incidents().endsEarly(change.handle(), alert, casebook.now());
    } else {
      over(change, found.get(), "Alertmanager: resolved", touched);
    }
    return false;
  }

  /** Ends incidents whose alerts are over without a notification. */
  void over(List<Incident> incidents, String how) {
    List<Long> touched = new ArrayList<>();
    casebook
        .trail()
        .change(
            change -> {
              for (Incident incident : incidents) {
                casebook
                    .incidents()
                    .find(change.handle(), incident.id())
                    .ifPresent(now -> over(change, now, how, touched));
              }
              return null;
            });
    touched.forEach(turns::wake);
  }

  private void over(Change change, Incident incident, String how, List<Long> touched) {
    if (incident.resolvedAt().isPresent()) {
      return;
    }
    casebook.incidents().resolved(change.handle(), incident.id(), casebook.now());
    if (incident.state() == IncidentState.HEALED) {
      change.say(incident.subject(), EventKind.RESOLVED, how + "; " + incident.reason());
    } else if (!incident.state().closed()) {
      touched.add(incident.id());
    }
  }
}
