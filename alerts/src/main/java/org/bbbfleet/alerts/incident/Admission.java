package org.bbbfleet.alerts.incident;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.bbbfleet.alerts.audit.AuditTrail.Change;
import org.bbbfleet.alerts.audit.AuditTrail.Subject;
import org.bbbfleet.alerts.audit.EventKind;
import org.bbbfleet.alerts.escalation.Escalation;
import org.bbbfleet.alerts.intake.Alert;
import org.bbbfleet.alerts.intake.PrometheusAlerts;

/** What an alert that was told or found means: an incident begins, begins again, or ends. */
final class Admission {
  /** How long an end that came before its beginning counts. */
  private static final Duration OUT_OF_ORDER = Duration.ofMinutes(5);

  private final Casebook casebook;
  private final EarlyEnds earlyEnds;
  private final Turns turns;

  Admission(Casebook casebook, EarlyEnds earlyEnds, Turns turns) {
    this.casebook = casebook;
    this.earlyEnds = earlyEnds;
    this.turns = turns;
  }

  /** Where an alert was heard of. */
  enum Origin {
    WEBHOOK,
    RECONCILIATION
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

  /** Takes one alert within a change: true when it opened an incident. */
  boolean take(Change change, Alert alert, Origin origin, List<Long> touched) {
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
            && earlyEnds.has(change.handle(), alert, casebook.now().minus(OUT_OF_ORDER));
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
    boolean untried =
        casebook.attempts().of(change.handle(), incident.id()).stream()
            .allMatch(attempt -> attempt.state() == Attempt.State.PLANNED);
    if (incident.state() == IncidentState.RESOLVED && untried) {
      casebook.incidents().reopen(change.handle(), incident.id(), "fires again");
      // Who was asked then was asked about what was seen then.
      casebook.approvals().forget(change.handle(), incident.id());
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
      earlyEnds.note(change.handle(), alert, casebook.now());
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
