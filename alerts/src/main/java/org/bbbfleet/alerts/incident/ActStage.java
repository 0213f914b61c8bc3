package org.bbbfleet.alerts.incident;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.bbbfleet.alerts.action.Catalogue;
import org.bbbfleet.alerts.action.HostActions.Effect;
import org.bbbfleet.alerts.action.Outcome;
import org.bbbfleet.alerts.action.Report;
import org.bbbfleet.alerts.action.Turn;
import org.bbbfleet.alerts.audit.AuditEntry;
import org.bbbfleet.alerts.audit.AuditTrail.Change;
import org.bbbfleet.alerts.audit.EventKind;
import org.bbbfleet.alerts.guard.HostLeases;
import org.bbbfleet.alerts.guard.Proposal;
import org.bbbfleet.alerts.incident.Proposals.Held;
import org.bbbfleet.alerts.policy.Policy;
import org.bbbfleet.alerts.policy.PolicyBook;
import org.bbbfleet.alerts.policy.Step;
import org.bbbfleet.core.error.FleetException;

/** Takes a planned step, once. "Started" is committed before anything leaves this machine. */
final class ActStage implements Stage {
  /** What the guards said is good for so long. */
  private static final Duration PLAN_IS_FRESH = Duration.ofSeconds(10);

  private final Casebook casebook;
  private final PolicyBook policies;
  private final Catalogue catalogue;
  private final Execution execution;
  private final LongActions longActions;
  private final Proposals proposals;

  /** What was done and could not be written, as on a full disk: known until this process ends. */
  private final Map<Long, Done> unwritten = new ConcurrentHashMap<>();

  private record Done(int step, Report report, Instant began) {}

  /** For a long action whose step is gone from the policy when it ends. */
  private static final Duration USUAL_VERIFICATION = Duration.ofMinutes(1);

  ActStage(
      Casebook casebook,
      PolicyBook policies,
      Catalogue catalogue,
      Execution execution,
      LongActions longActions,
      Proposals proposals) {
    this.casebook = casebook;
    this.policies = policies;
    this.catalogue = catalogue;
    this.execution = execution;
    this.longActions = longActions;
    this.proposals = proposals;
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
    Optional<Catalogue.Bound> goesOn = longActions.goesOn(attempt);
    if (goesOn.isPresent()) {
      Duration verifyWithin =
          gone ? USUAL_VERIFICATION : policy.steps().get(incident.step()).verifyWithin();
      return turn(incident, verifyWithin, attempt, goesOn.get());
    }
    if (gone) {
      return casebook.escalate(incident, "the policy's step is gone", "");
    }
    Step step = policy.steps().get(incident.step());
    Catalogue.Bound bound;
    try {
      bound = catalogue.bind(step.call(), incident.labels());
    } catch (FleetException e) {
      return casebook.escalate(incident, "the policy's step is another: " + e.getMessage(), "");
    }
    Done done = unwritten.get(incident.id());
    if (done != null && done.step() == incident.step()) {
      return done.report().outcome() == Outcome.HELD_BACK
          ? heldBack(incident, done.report())
          : finish(incident, step.verifyWithin(), attempt, done.report(), done.began());
    }
    if (attempt.state() != Attempt.State.PLANNED) {
      Report report =
          new Report(
              Outcome.CUT_OFF, "the healer stopped while the action ran; it is not repeated");
      Instant began = attempt.startedAt().orElse(casebook.now());
      return finish(
          incident,
          step.verifyWithin(),
          attempt,
          execution.putBack(incident.host(), bound, report),
          began);
    }
    if (attempt.plannedAt().plus(PLAN_IS_FRESH).isBefore(casebook.now())) {
      return guardAgain(incident, "what the guards said is too old");
    }
    if (!proposals.isPlanned(incident.id())) {
      return guardAgain(incident, "another service's guards said it, of its own policy");
    }
    Proposal proposal = proposals.of(incident, policy, bound);
    Optional<String> held = start(incident, bound, proposal);
    if (held.isPresent()) {
      return guardAgain(incident, held.get());
    }
    proposals.unplanned(incident.id());
    if (longActions.begun(incident)) {
      return Next.now();
    }
    Instant began = casebook.now();
    Report report =
        execution.run(
            incident.host(), bound, HostLeases.holder(incident.id()), proposals.lastLook(proposal));
    return report.outcome() == Outcome.HELD_BACK
        ? heldBack(incident, report)
        : finish(incident, step.verifyWithin(), attempt, report, began);
  }

  private Next turn(
      Incident incident, Duration verifyWithin, Attempt attempt, Catalogue.Bound bound) {
    Done done = unwritten.get(incident.id());
    Instant began = attempt.startedAt().orElse(casebook.now());
    if (done != null && done.step() == incident.step()) {
      return finish(incident, verifyWithin, attempt, done.report(), done.began());
    }
    Turn turn = longActions.turn(incident, bound);
    return turn instanceof Turn.Again again
        ? Next.at(casebook.now().plus(again.after()))
        : finish(incident, verifyWithin, attempt, ((Turn.Over) turn).report(), began);
  }

  /** Claims the step, unless a guard says no at the last moment. */
  private Optional<String> start(Incident incident, Catalogue.Bound bound, Proposal proposal) {
    Instant now = casebook.now();
    return casebook
        .trail()
        .change(
            change -> {
              Optional<Held> held = proposals.confirm(change.handle(), proposal);
              if (held.isPresent()) {
                return held.map(
                    last -> {
                      casebook.meters().said(last.guard().name(), last.decision());
                      return last.text();
                    });
              }
              if (!casebook
                  .attempts()
                  .start(change.handle(), incident.id(), incident.step(), now)) {
                return Optional.of("another healer was faster");
              }
              longActions.begin(
                  change.handle(),
                  incident,
                  bound,
                  LongActions.Order.GUARDED,
                  proposal.approvedBy());
              String dry = execution.effect() == Effect.DRY_RUN ? "dry run: " : "";
              change.say(
                  incident.subject(),
                  EventKind.ACTION_STARTED,
                  dry + bound,
                  bound.action().effect());
              return Optional.empty();
            });
  }

  /**
   * Nothing has left this machine: the step is still to be taken, and the guards are asked again.
   */
  private Next heldBack(Incident incident, Report report) {
    unwritten.put(incident.id(), new Done(incident.step(), report, casebook.now()));
    casebook
        .trail()
        .change(
            change -> {
              casebook.attempts().withdraw(change.handle(), incident.id(), incident.step());
              change.say(
                  incident.subject(),
                  EventKind.GUARD,
                  "held back before the request left: " + report.output());
              casebook.move(change, incident, IncidentState.GUARDING, report.output());
              return report;
            });
    unwritten.remove(incident.id());
    casebook.leases().release(incident.id(), incident.host());
    return Next.now();
  }

  private Next finish(
      Incident incident, Duration verifyWithin, Attempt attempt, Report report, Instant began) {
    unwritten.put(incident.id(), new Done(incident.step(), report, began));
    casebook.finished(
        incident,
        attempt.action(),
        report,
        AuditEntry.of(incident.subject(), EventKind.ACTION_FINISHED, said(attempt, report))
            .because(incident.alert() + ", step " + (incident.step() + 1))
            .taking(Duration.between(began, casebook.now())),
        (change, now) -> moveOn(change, incident, attempt, verifyWithin, report.outcome(), now));
    unwritten.remove(incident.id());
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
    proposals.unplanned(incident.id());
    return Next.now();
  }
}
