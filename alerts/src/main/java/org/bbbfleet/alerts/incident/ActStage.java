package org.bbbfleet.alerts.incident;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.bbbfleet.alerts.action.Catalogue;
import org.bbbfleet.alerts.action.HostActions;
import org.bbbfleet.alerts.action.Outcome;
import org.bbbfleet.alerts.action.Report;
import org.bbbfleet.alerts.action.Turn;
import org.bbbfleet.alerts.audit.AuditEntry;
import org.bbbfleet.alerts.audit.AuditTrail.Change;
import org.bbbfleet.alerts.audit.EventKind;
import org.bbbfleet.alerts.policy.Policy;
import org.bbbfleet.alerts.policy.PolicyBook;
import org.bbbfleet.alerts.policy.Step;
import org.bbbfleet.core.error.FleetException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes a planned step, once. "Started" is committed before anything leaves this machine. */
final class ActStage implements Stage {
  private static final Logger log = LoggerFactory.getLogger(ActStage.class);

  /** What the guards said is good for so long. */
  private static final Duration PLAN_IS_FRESH = Duration.ofSeconds(10);

  private final Casebook casebook;
  private final PolicyBook policies;
  private final Catalogue catalogue;
  private final HostActions actions;
  private final LongActions longActions;

  /** What was done and could not be written, as on a full disk: known until this process ends. */
  private final Map<Long, Done> unwritten = new ConcurrentHashMap<>();

  private record Done(int step, Report report, Instant began) {}

  /** For a long action whose step is gone from the policy when it ends. */
  private static final Duration USUAL_VERIFICATION = Duration.ofMinutes(1);

  ActStage(
      Casebook casebook,
      PolicyBook policies,
      Catalogue catalogue,
      HostActions actions,
      LongActions longActions) {
    this.casebook = casebook;
    this.policies = policies;
    this.catalogue = catalogue;
    this.actions = actions;
    this.longActions = longActions;
  }

  @Override
  public Next advance(Incident incident) {
    Attempt attempt =
        casebook.attempts().of(incident.id()).stream()
            .filter(candidate -> candidate.step() == incident.step())
            .findFirst()
            .orElseThrow();
    Policy policy = policies.of(incident.alert(), incident.host()).orElse(null);
    boolean gone = policy == null || incident.step() >= policy.steps().size();
    Duration verifyWithin =
        gone ? USUAL_VERIFICATION : policy.steps().get(incident.step()).verifyWithin();
    Done done = unwritten.get(incident.id());
    if (done != null && done.step() == incident.step()) {
      return finish(incident, verifyWithin, attempt, done.report(), done.began());
    }
    Optional<Catalogue.Bound> goesOn = longActions.goesOn(attempt);
    if (goesOn.isPresent()) {
      return turn(incident, verifyWithin, attempt, goesOn.get());
    }
    if (gone) {
      return casebook.escalate(incident, "the policy's step is gone", "");
    }
    Step step = policy.steps().get(incident.step());
    if (attempt.state() != Attempt.State.PLANNED) {
      Report report =
          new Report(
              Outcome.CUT_OFF, "the healer stopped while the action ran; it is not repeated");
      Instant began = attempt.startedAt().orElse(casebook.now());
      return finish(incident, verifyWithin, attempt, compensated(incident, step, report), began);
    }
    if (attempt.plannedAt().plus(PLAN_IS_FRESH).isBefore(casebook.now())) {
      return guardAgain(incident, "what the guards said is too old");
    }
    Catalogue.Bound bound = catalogue.bind(step.call(), incident.labels());
    if (!start(incident, bound)) {
      return guardAgain(incident, "another healer was faster");
    }
    if (longActions.begun(incident)) {
      return Next.now();
    }
    Instant began = casebook.now();
    Report report = compensated(incident, step, act(incident, bound));
    return finish(incident, verifyWithin, attempt, report, began);
  }

  private Next turn(
      Incident incident, Duration verifyWithin, Attempt attempt, Catalogue.Bound bound) {
    Turn turn = longActions.turn(incident, bound);
    if (turn instanceof Turn.Again again) {
      return Next.at(casebook.now().plus(again.after()));
    }
    Instant began = attempt.startedAt().orElse(casebook.now());
    return finish(incident, verifyWithin, attempt, ((Turn.Over) turn).report(), began);
  }

  /** What an action left half done is put back before anything else happens. */
  private Report compensated(Incident incident, Step step, Report report) {
    if (report.outcome() != Outcome.FAILED && report.outcome() != Outcome.CUT_OFF) {
      return report;
    }
    Optional<Report> putBack;
    try {
      putBack = actions.compensate(incident.host(), catalogue.bind(step.call(), incident.labels()));
    } catch (RuntimeException e) {
      log.error("{} could not be put back on {}", step.call().action(), incident.host(), e);
      putBack = Optional.of(new Report(Outcome.FAILED, e.toString()));
    }
    return putBack
        .map(
            after ->
                new Report(
                    report.outcome(),
                    report.output()
                        + "\nput back: "
                        + after.outcome().label()
                        + ": "
                        + after.output()))
        .orElse(report);
  }

  private boolean start(Incident incident, Catalogue.Bound bound) {
    Instant now = casebook.now();
    return casebook
        .trail()
        .change(
            change -> {
              boolean mine =
                  casebook.attempts().start(change.handle(), incident.id(), incident.step(), now);
              if (mine) {
                longActions.begin(change.handle(), incident, bound, LongActions.Order.GUARDED);
                String dry = actions.effect() == HostActions.Effect.DRY_RUN ? "dry run: " : "";
                change.say(
                    incident.subject(),
                    EventKind.ACTION_STARTED,
                    dry + bound,
                    bound.action().effect());
              }
              return mine;
            });
  }

  private Report act(Incident incident, Catalogue.Bound bound) {
    try {
      return actions.run(incident.host(), bound);
    } catch (FleetException e) {
      return new Report(Outcome.NOT_REACHED, e.category() + ": " + e.getMessage());
    } catch (RuntimeException e) {
      log.error("action {} broke on {}", bound.action().name(), incident.host(), e);
      return new Report(Outcome.CUT_OFF, "the action broke: " + e);
    }
  }

  private Next finish(
      Incident incident, Duration verifyWithin, Attempt attempt, Report report, Instant began) {
    unwritten.put(incident.id(), new Done(incident.step(), report, began));
    Instant now = casebook.now();
    casebook
        .trail()
        .change(
            change -> {
              casebook
                  .attempts()
                  .finish(change.handle(), incident.id(), incident.step(), report, now);
              change.say(
                  AuditEntry.of(
                          incident.subject(), EventKind.ACTION_FINISHED, said(attempt, report))
                      .because(incident.alert() + ", step " + (incident.step() + 1))
                      .printing(report.output())
                      .taking(Duration.between(began, now)));
              moveOn(change, incident, attempt, verifyWithin, report.outcome(), now);
              return report;
            });
    unwritten.remove(incident.id());
    casebook.meters().attempt(attempt.action(), report.outcome());
    return Next.now();
  }

  private void moveOn(
      Change change,
      Incident incident,
      Attempt attempt,
      Duration verifyWithin,
      Outcome outcome,
      Instant now) {
    if (outcome.mayHaveActed()) {
      casebook.incidents().verify(change.handle(), incident.id(), now, now.plus(verifyWithin));
      casebook.move(
          change, incident, IncidentState.VERIFYING, "asking the signal after " + attempt.action());
    } else {
      casebook.incidents().step(change.handle(), incident.id(), incident.step() + 1);
      casebook.move(
          change,
          incident,
          IncidentState.GUARDING,
          attempt.action() + " was not done: " + outcome.label());
    }
  }

  private static String said(Attempt attempt, Report report) {
    Optional<String> first = report.output().lines().findFirst();
    return attempt.action()
        + ": "
        + report.outcome().label()
        + first.map(line -> ": " + line).orElse("");
  }

  private Next guardAgain(Incident incident, String reason) {
    casebook
        .trail()
        .change(
            change -> {
              casebook.move(change, incident, IncidentState.GUARDING, reason);
              return reason;
            });
    return Next.now();
  }
}
