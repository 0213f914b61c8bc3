package org.bbbfleet.alerts.incident;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.bbbfleet.alerts.audit.AuditTrail.Change;
import org.bbbfleet.alerts.audit.AuditTrail.Subject;
import org.bbbfleet.alerts.audit.EventKind;
import org.bbbfleet.alerts.intake.Alert;
import org.bbbfleet.alerts.intake.Journal;
import org.bbbfleet.alerts.intake.Notification;
import org.bbbfleet.core.error.FleetException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Works off the journal: each notification, once, becomes incidents or ends them. */
final class Reception {
  private static final Logger log = LoggerFactory.getLogger(Reception.class);
  private static final Duration AFTER_FAILURE = Duration.ofSeconds(5);

  private final Journal journal;
  private final Casebook casebook;
  private final Scheduler scheduler;
  private final Turns turns;

  Reception(Journal journal, Casebook casebook, Scheduler scheduler, Turns turns) {
    this.journal = journal;
    this.casebook = casebook;
    this.scheduler = scheduler;
    this.turns = turns;
  }

  /** Works off a journalled notification soon. */
  void receive(long notification) {
    scheduler.run(() -> work(notification));
  }

  private void work(long notification) {
    List<Long> touched;
    try {
      touched = casebook.trail().change(change -> take(change, notification));
    } catch (RuntimeException e) {
      log.error("notification {} could not be worked off; trying again", notification, e);
      scheduler.after(AFTER_FAILURE, () -> receive(notification));
      return;
    }
    touched.forEach(turns::wake);
  }

  private List<Long> take(Change change, long id) {
    List<Long> touched = new ArrayList<>();
    Optional<String> body = journal.body(change.handle(), id);
    if (body.isEmpty()) {
      return touched;
    }
    Notification notification;
    try {
      notification = Notification.parse(body.get());
    } catch (FleetException e) {
      journal.done(change.handle(), id, "malformed: " + e.getMessage());
      return touched;
    }
    if (notification.truncated() > 0) {
      change.say(
          Subject.NONE,
          EventKind.NOTIFICATION,
          notification.truncated()
              + " alerts were cut off by the receiver's max_alerts: nothing is known of them");
    }
    int opened = 0;
    for (Alert alert : notification.alerts()) {
      boolean firing = alert.status() == Alert.Status.FIRING;
      opened += (firing ? fires(change, alert, touched) : ends(change, alert, touched)) ? 1 : 0;
    }
    journal.done(
        change.handle(),
        id,
        notification.alerts().size() + " alerts, " + opened + " incidents opened");
    return touched;
  }

  private boolean fires(Change change, Alert alert, List<Long> touched) {
    OptionalLong opened = casebook.incidents().open(change.handle(), alert, casebook.now());
    if (opened.isPresent()) {
      casebook.meters().opened();
      change.say(
          new Subject(opened, alert.host(), alert.name()),
          EventKind.OPENED,
          alert.name() + " fires since " + alert.startsAt(),
          "labels " + alert.labels());
      touched.add(opened.getAsLong());
      return true;
    }
    casebook
        .incidents()
        .of(change.handle(), alert)
        .filter(incident -> incident.state().closed())
        .ifPresent(incident -> firesAgain(change, incident, touched));
    return false;
  }

  /**
   * An alert may end for Alertmanager without being over, when Prometheus could not reach it for a
   * while. What was never tried is begun again; the guards ask the signal before anything is done.
   */
  private void firesAgain(Change change, Incident incident, List<Long> touched) {
    boolean untried = casebook.attempts().of(change.handle(), incident.id()).isEmpty();
    if (incident.state() == IncidentState.RESOLVED && untried) {
      casebook.incidents().reopen(change.handle(), incident.id(), "fires again");
      change.say(incident.subject(), EventKind.OPENED, "fires again");
    }
    touched.add(incident.id());
  }

  /** Never opens anything; a step that runs is not interrupted. */
  private boolean ends(Change change, Alert alert, List<Long> touched) {
    Optional<Incident> found = casebook.incidents().of(change.handle(), alert);
    if (found.isEmpty() || found.get().resolvedAt().isPresent()) {
      return false;
    }
    Incident incident = found.get();
    casebook.incidents().resolved(change.handle(), incident.id(), casebook.now());
    if (incident.state() == IncidentState.HEALED) {
      change.say(
          incident.subject(), EventKind.RESOLVED, "Alertmanager: resolved; " + incident.reason());
    } else if (!incident.state().closed()) {
      touched.add(incident.id());
    }
    return false;
  }
}
