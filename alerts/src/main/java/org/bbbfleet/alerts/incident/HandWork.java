package org.bbbfleet.alerts.incident;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.bbbfleet.alerts.action.ActionCall;
import org.bbbfleet.alerts.action.Catalogue;
import org.bbbfleet.alerts.action.HostActions.LastLook;
import org.bbbfleet.alerts.action.Outcome;
import org.bbbfleet.alerts.action.Report;
import org.bbbfleet.alerts.audit.AuditEntry;
import org.bbbfleet.alerts.audit.EventKind;
import org.bbbfleet.alerts.guard.HostLeases;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Carries out what people ordered, to its written end: also what another service left. */
final class HandWork {
  private static final Logger log = LoggerFactory.getLogger(HandWork.class);
  private static final Duration AFTER_FAILURE = Duration.ofSeconds(5);

  private final Casebook casebook;
  private final Catalogue catalogue;
  private final Execution execution;
  private final LongActions longActions;
  private final Scheduler scheduler;

  HandWork(
      Casebook casebook,
      Catalogue catalogue,
      Execution execution,
      LongActions longActions,
      Scheduler scheduler) {
    this.casebook = casebook;
    this.catalogue = catalogue;
    this.execution = execution;
    this.longActions = longActions;
    this.scheduler = scheduler;
  }

  /** Does it, and writes down how it ended; a long action goes on by itself. */
  void finish(Incident incident, Catalogue.Bound bound, String who, LastLook last) {
    Instant began = casebook.now();
    if (longActions.begun(incident)) {
      follow(incident, bound, who, began);
      return;
    }
    String holder = HostLeases.holder(incident.id());
    Report report = execution.run(incident.host(), bound, holder, last);
    note(incident, bound, who, report, Duration.between(began, casebook.now()));
  }

  /** A long action goes on until it is over, in this service or the next. */
  private void follow(Incident incident, Catalogue.Bound bound, String who, Instant began) {
    longActions.follow(
        incident,
        bound,
        scheduler,
        report -> note(incident, bound, who, report, Duration.between(began, casebook.now())));
  }

  // An end that is not written would count as work on the host until the service starts anew.
  private void note(
      Incident incident, Catalogue.Bound bound, String who, Report report, Duration took) {
    try {
      ended(incident, bound, who, report, took);
    } catch (RuntimeException e) {
      log.error("the end of order {} can't be written; trying again", incident.id(), e);
      scheduler.after(AFTER_FAILURE, () -> note(incident, bound, who, report, took));
    }
  }

  private void ended(
      Incident incident, Catalogue.Bound bound, String who, Report report, Duration took) {
    casebook.finished(
        incident,
        bound.action().name(),
        report,
        AuditEntry.of(
                incident.subject(),
                EventKind.ACTION_FINISHED,
                bound + ": " + report.outcome().label())
            .by(who)
            .taking(took),
        (change, now) -> {
          String reason = "by hand by " + who + ": " + report.outcome().label();
          Incident acting = casebook.incidents().find(change.handle(), incident.id()).orElseThrow();
          casebook.move(change, acting, IncidentState.RESOLVED, reason);
          change.say(incident.subject(), EventKind.RESOLVED, reason, "");
        });
    casebook.leases().release(incident.id(), incident.host());
  }

  /** The order is over. */
  void end(Incident incident, String reason) {
    casebook.resolved(incident, reason, "");
  }

  /** What another service left under way is ended, not repeated; a long action goes on. */
  void endWhatWasCutOff() {
    for (long id : casebook.incidents().open()) {
      Incident incident = casebook.incidents().find(id).orElseThrow();
      if (incident.alert().equals(ByHand.ALERT)) {
        endCutOff(incident);
      }
    }
  }

  // A full disk must not keep the service from starting: what can't be written is written later.
  private void endCutOff(Incident incident) {
    try {
      goOnOrEnd(incident);
    } catch (RuntimeException e) {
      log.error("order {} was cut off and can't be ended; trying again", incident.id(), e);
      scheduler.after(AFTER_FAILURE, () -> endCutOff(incident));
    }
  }

  private void goOnOrEnd(Incident incident) {
    Optional<Attempt> attempt =
        casebook.attempts().of(incident.id()).stream()
            .filter(one -> one.state() == Attempt.State.STARTED)
            .findFirst();
    if (attempt.isEmpty()) {
      end(incident, "the service stopped before anything was done");
      return;
    }
    Optional<Catalogue.Bound> goesOn = longActions.goesOn(attempt.get());
    if (goesOn.isPresent()) {
      String who = incident.labels().getOrDefault("by", "a person");
      Instant began = attempt.get().startedAt().orElse(casebook.now());
      scheduler.run(() -> follow(incident, goesOn.get(), who, began));
      return;
    }
    Catalogue.Bound bound =
        catalogue.bind(
            new ActionCall(attempt.get().action(), attempt.get().parameters()), Map.of());
    Report cutOff =
        new Report(Outcome.CUT_OFF, "the service stopped meanwhile; it is not repeated");
    Report report = execution.putBack(incident.host(), bound, cutOff);
    note(incident, bound, "the service", report, Duration.ZERO);
  }
}
