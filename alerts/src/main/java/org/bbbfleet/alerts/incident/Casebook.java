package org.bbbfleet.alerts.incident;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.BiConsumer;
import org.bbbfleet.alerts.action.Report;
import org.bbbfleet.alerts.audit.AuditEntry;
import org.bbbfleet.alerts.audit.AuditTrail;
import org.bbbfleet.alerts.audit.AuditTrail.Change;
import org.bbbfleet.alerts.audit.EventKind;
import org.bbbfleet.alerts.escalation.Escalations;
import org.bbbfleet.alerts.guard.HostLeases;

/** Where incidents are kept, and the one place that moves them from state to state. */
final class Casebook {
  private final Incidents incidents;
  private final Attempts attempts;
  private final Approvals approvals;
  private final AuditTrail trail;
  private final HostLeases leases;
  private final HealerMeters meters;
  private final Clock clock;
  private final Escalations escalations;

  Casebook(
      Incidents incidents,
      Attempts attempts,
      Approvals approvals,
      AuditTrail trail,
      HostLeases leases,
      HealerMeters meters,
      Escalations escalations,
      Clock clock) {
    this.incidents = incidents;
    this.attempts = attempts;
    this.approvals = approvals;
    this.trail = trail;
    this.leases = leases;
    this.meters = meters;
    this.escalations = escalations;
    this.clock = clock;
  }

  Incidents incidents() {
    return incidents;
  }

  Attempts attempts() {
    return attempts;
  }

  Approvals approvals() {
    return approvals;
  }

  AuditTrail trail() {
    return trail;
  }

  HostLeases leases() {
    return leases;
  }

  Escalations escalations() {
    return escalations;
  }

  HealerMeters meters() {
    return meters;
  }

  Instant now() {
    return clock.instant();
  }

  /** Moves an incident within a change; the caller says what happened. */
  void move(Change change, Incident incident, IncidentState state, String reason) {
    incidents.state(change.handle(), incident.id(), state, reason, now());
    meters.moved(incident.state(), state);
    if (state == IncidentState.ESCALATED) {
      escalations.raise(change.handle(), incident.id(), now());
    } else if (incident.state() == IncidentState.ESCALATED) {
      escalations.end(change.handle(), incident.id(), now());
    }
  }

  /** The signal is well after something was done. */
  Next healed(Incident incident, String evidence) {
    trail.change(
        change -> {
          List<Attempt> tried = attempts.of(change.handle(), incident.id());
          Duration took = Duration.between(incident.openedAt(), now());
          String reason =
              "healed in "
                  + tenths(took)
                  + " s, "
                  + tried.size()
                  + (tried.size() == 1 ? " attempt" : " attempts");
          move(change, incident, IncidentState.HEALED, reason);
          change.say(incident.subject(), EventKind.HEALED, reason, evidence);
          meters.healed(took);
          boolean over =
              incidents.find(change.handle(), incident.id()).orElseThrow().resolvedAt().isPresent();
          if (over) {
            change.say(incident.subject(), EventKind.RESOLVED, "Alertmanager: resolved; " + reason);
          }
          return over;
        });
    leases.release(incident.id(), incident.host());
    return Next.never();
  }

  /** It is over without us. */
  Next resolved(Incident incident, String reason, String evidence) {
    return end(incident, IncidentState.RESOLVED, EventKind.RESOLVED, reason, evidence);
  }

  /** A person must act; the incident stays open until the alert is over. */
  Next escalate(Incident incident, String reason, String evidence) {
    end(incident, IncidentState.ESCALATED, EventKind.ESCALATED, reason, evidence);
    return Next.now();
  }

  /**
   * An attempt has ended: how is written down in one change with what follows from it.
   *
   * @param told the event, without what the action printed
   * @param then what follows
   */
  void finished(
      Incident incident,
      String action,
      Report report,
      AuditEntry told,
      BiConsumer<Change, Instant> then) {
    Instant now = now();
    trail.change(
        change -> {
          attempts.finish(change.handle(), incident.id(), incident.step(), report, now);
          change.say(told.printing(report.output()));
          then.accept(change, now);
          return report;
        });
    meters.attempt(action, report.outcome());
  }

  private Next end(
      Incident incident, IncidentState state, EventKind kind, String reason, String evidence) {
    trail.change(
        change -> {
          move(change, incident, state, reason);
          change.say(incident.subject(), kind, reason, evidence);
          return state;
        });
    leases.release(incident.id(), incident.host());
    return Next.never();
  }

  /** A duration in seconds with one decimal. */
  static String tenths(Duration duration) {
    long tenths = (duration.toMillis() + 50) / 100;
    return tenths / 10 + "." + tenths % 10;
  }
}
