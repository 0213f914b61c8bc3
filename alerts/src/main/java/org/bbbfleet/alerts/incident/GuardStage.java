package org.bbbfleet.alerts.incident;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.bbbfleet.alerts.action.Catalogue;
import org.bbbfleet.alerts.audit.EventKind;
import org.bbbfleet.alerts.guard.Decision;
import org.bbbfleet.alerts.guard.Guard;
import org.bbbfleet.alerts.guard.Proposal;
import org.bbbfleet.alerts.guard.Waits;
import org.bbbfleet.alerts.incident.Approvals.Answer;
import org.bbbfleet.alerts.incident.Proposals.Held;
import org.bbbfleet.alerts.policy.Policy;
import org.bbbfleet.alerts.policy.PolicyBook;
import org.bbbfleet.core.error.FleetException;

/** Asks the guards whether the next step may be taken; the first that does not pass decides. */
final class GuardStage implements Stage {
  private final Casebook casebook;
  private final PolicyBook policies;
  private final Catalogue catalogue;
  private final Proposals proposals;

  GuardStage(Casebook casebook, PolicyBook policies, Catalogue catalogue, Proposals proposals) {
    this.casebook = casebook;
    this.policies = policies;
    this.catalogue = catalogue;
    this.proposals = proposals;
  }

  @Override
  public Next advance(Incident incident) {
    List<Attempt> tried = casebook.attempts().of(incident.id());
    boolean acted = tried.stream().anyMatch(GuardStage::mayHaveActed);
    if (incident.resolvedAt().isPresent() && !acted) {
      return casebook.resolved(incident, "over before anything was done", "");
    }
    Policy policy = policies.of(incident.alert(), incident.host()).orElse(null);
    if (policy == null) {
      return casebook.escalate(incident, "the policy is gone", "");
    }
    if (incident.step() >= policy.steps().size()) {
      return casebook.escalate(incident, exhausted(tried), evidence(tried));
    }
    Catalogue.Bound bound;
    try {
      bound = catalogue.bind(policy.steps().get(incident.step()).call(), incident.labels());
    } catch (FleetException e) {
      return casebook.escalate(incident, e.getMessage(), "");
    }
    return ask(incident, proposals.of(incident, policy, bound), bound, acted);
  }

  private Next ask(Incident incident, Proposal proposal, Catalogue.Bound bound, boolean acted) {
    List<Held> passed = new ArrayList<>();
    for (Guard guard : proposals.guards()) {
      Decision decision = guard.decide(proposal);
      if (!(decision instanceof Decision.Pass)) {
        return held(incident, bound, acted, passed, new Held(guard, decision));
      }
      passed.add(new Held(guard, decision));
    }
    Optional<Held> last = plan(incident, proposal, bound, passed);
    if (last.isPresent()) {
      casebook.leases().release(incident.id(), incident.host());
      return held(incident, bound, acted, passed, last.get());
    }
    proposals.planned(incident.id());
    passed.forEach(this::count);
    return Next.now();
  }

  private void count(Held said) {
    casebook.meters().said(said.guard().name(), said.decision());
  }

  private Next held(
      Incident incident, Catalogue.Bound bound, boolean acted, List<Held> passed, Held held) {
    boolean again = incident.waits().knows(held.guard().name());
    if (!(held.decision() instanceof Decision.Defer) || !again) {
      passed.stream().filter(one -> one.guard() != held.guard()).forEach(this::count);
      count(held);
    }
    if (held.decision() instanceof Decision.Defer defer) {
      return defer(incident, held.guard(), defer);
    }
    if (held.decision() instanceof Decision.Ask question) {
      return askAPerson(incident, question, bound);
    }
    if (held.decision() instanceof Decision.Refuse refusal) {
      return refuse(incident, held.guard(), refusal, bound);
    }
    return acted
        ? casebook.healed(incident, held.decision().reason())
        : casebook.resolved(incident, "well by itself: nothing was done", held.decision().reason());
  }

  /** Plans the step unless somebody else took what it needs at this moment. */
  private Optional<Held> plan(
      Incident incident, Proposal proposal, Catalogue.Bound bound, List<Held> passed) {
    return casebook
        .trail()
        .change(
            change -> {
              Optional<Held> last = proposals.confirm(change.handle(), proposal);
              if (last.isPresent()) {
                return last;
              }
              casebook.attempts().plan(change.handle(), incident, bound, casebook.now());
              casebook.move(change, incident, IncidentState.ACTING, bound.toString());
              change.say(
                  incident.subject(),
                  EventKind.GUARD,
                  "all " + proposals.guards().size() + " guards pass",
                  passed.stream().map(Held::text).collect(Collectors.joining("\n")));
              return Optional.empty();
            });
  }

  private Next defer(Incident incident, Guard guard, Decision.Defer defer) {
    boolean other = !incident.waits().guard().equals(guard.name());
    boolean first = !incident.waits().knows(guard.name());
    if (other || !incident.reason().equals(defer.reason())) {
      Waits waits = incident.waits().on(guard.name(), casebook.now());
      casebook
          .trail()
          .change(
              change -> {
                casebook.incidents().waiting(change.handle(), incident.id(), waits, defer.reason());
                // Not each time that two take turns.
                if (first) {
                  change.say(
                      incident.subject(),
                      EventKind.GUARD,
                      guard.name() + " … " + defer.reason(),
                      "again at " + defer.until());
                }
                return waits;
              });
    }
    if (other) {
      casebook.leases().release(incident.id(), incident.host());
    }
    return Next.at(defer.until());
  }

  private Next askAPerson(Incident incident, Decision.Ask question, Catalogue.Bound bound) {
    String before =
        casebook
            .approvals()
            .find(incident.id(), incident.step())
            .filter(approval -> approval.answer() == Answer.APPROVED)
            .filter(approval -> !approval.call().equals(Approvals.call(bound)))
            .map(approval -> "; what " + approval.who() + " approved was another step")
            .orElse("");
    String text = "approve " + bound + "? " + question.reason() + before;
    casebook
        .trail()
        .change(
            change -> {
              casebook
                  .approvals()
                  .ask(change.handle(), incident, bound, question.reason(), casebook.now());
              casebook.move(change, incident, IncidentState.WAITING_APPROVAL, text);
              change.say(incident.subject(), EventKind.APPROVAL_ASKED, text, question.reason());
              return text;
            });
    casebook.leases().release(incident.id(), incident.host());
    return Next.now();
  }

  private Next refuse(
      Incident incident, Guard guard, Decision.Refuse refusal, Catalogue.Bound bound) {
    String text = guard.name() + " ✗ " + refusal.reason();
    casebook
        .trail()
        .change(
            change -> {
              change.say(incident.subject(), EventKind.GUARD, text, refusal.reason());
              return text;
            });
    return casebook.escalate(
        incident, bound + " was not done: " + refusal.reason(), refusal.reason());
  }

  private static boolean mayHaveActed(Attempt attempt) {
    return attempt.outcome().map(outcome -> outcome.mayHaveActed()).orElse(true)
        && attempt.state() != Attempt.State.PLANNED;
  }

  private static String exhausted(List<Attempt> tried) {
    return "no step helped: "
        + tried.stream()
            .map(a -> a.action() + " (" + a.outcome().map(o -> o.label()).orElse("?") + ")")
            .collect(Collectors.joining(", "));
  }

  private static String evidence(List<Attempt> tried) {
    return tried.stream()
        .map(attempt -> attempt.action() + ": " + attempt.output())
        .collect(Collectors.joining("\n"));
  }
}
