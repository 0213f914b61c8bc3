package org.bbbfleet.alerts.incident;

import static org.bbbfleet.alerts.policy.Policy.on;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.bbbfleet.alerts.action.ActionCall;
import org.bbbfleet.alerts.action.Catalogue;
import org.bbbfleet.alerts.action.HostActions.LastLook;
import org.bbbfleet.alerts.action.Report;
import org.bbbfleet.alerts.audit.AuditEntry;
import org.bbbfleet.alerts.audit.EventKind;
import org.bbbfleet.alerts.guard.Decision;
import org.bbbfleet.alerts.guard.Guard;
import org.bbbfleet.alerts.guard.Proposal;
import org.bbbfleet.alerts.guard.Waits;
import org.bbbfleet.alerts.incident.Proposals.Held;
import org.bbbfleet.alerts.intake.Alert;
import org.bbbfleet.alerts.policy.Mode;
import org.bbbfleet.alerts.policy.Policy;
import org.bbbfleet.alerts.rules.Evidence;
import org.bbbfleet.alerts.rules.Rule;
import org.bbbfleet.alerts.rules.Severity;
import org.bbbfleet.core.error.ErrorCategory;
import org.bbbfleet.core.error.FleetException;
import org.bbbfleet.core.promql.Expr;

/**
 * Actions that a person orders. They run through the same guards, actions and audit trail as the
 * healer's own, but for the guards that only ask whether the healer may act by itself.
 */
final class ByHand {
  /** What such an incident has in place of an alert's name. */
  static final String ALERT = Proposal.BY_HAND;

  private static final String FINGERPRINT = "by-hand-";

  static final Rule RULE =
      new Rule(
          ALERT,
          Expr.number(1),
          Duration.ZERO,
          Severity.INFO,
          new Evidence.FromScrape("none"),
          "A person ordered an action.",
          "On {{ $labels.host }}.",
          "Nothing fires: a person ordered it.");

  private final Casebook casebook;
  private final Catalogue catalogue;
  private final Execution execution;
  private final LongActions longActions;
  private final Proposals proposals;
  private final Scheduler scheduler;
  private final HandWork work;

  ByHand(
      Casebook casebook,
      Catalogue catalogue,
      Execution execution,
      LongActions longActions,
      List<Guard> guards,
      Scheduler scheduler) {
    this.casebook = casebook;
    this.catalogue = catalogue;
    this.execution = execution;
    this.longActions = longActions;
    this.proposals =
        new Proposals(casebook, guards.stream().filter(Guard::holdsPeopleBack).toList());
    this.scheduler = scheduler;
    this.work = new HandWork(casebook, catalogue, execution, longActions, scheduler);
  }

  /** Whether a person's order began it, which alone ends it: no stage of the healer does. */
  static boolean owns(Incident incident) {
    return incident.alert().equals(ALERT) && incident.fingerprint().startsWith(FINGERPRINT);
  }

  /** Begins it, or describes it; see {@link Healer#heal}. */
  HealReport heal(HealOrder order) {
    String who = People.said("who orders", order.who());
    String reason = People.said("a reason", order.reason());
    Catalogue.Bound bound =
        catalogue.bind(new ActionCall(order.action(), order.parameters()), Map.of());
    Policy policy =
        on(RULE)
            .step(new ActionCall(order.action(), bound.parameters()), Mode.AUTO, Duration.ZERO)
            .thenAPerson();
    return order.kind() == HealOrder.Kind.DRY_RUN
        ? describe(order, bound, policy, who)
        : act(order, bound, policy, who, reason);
  }

  private HealReport describe(HealOrder order, Catalogue.Bound bound, Policy policy, String who) {
    List<Explanation.Answer> answers = new ArrayList<>();
    for (Guard guard : proposals.guards()) {
      Decision decision = guard.look(proposal(0, order.host(), policy, bound, who));
      answers.add(new Explanation.Answer(guard.name(), decision.label(), decision.reason()));
      if (guard.name().equals("known-host") && !(decision instanceof Decision.Pass)) {
        throw new FleetException(ErrorCategory.INPUT, decision.reason());
      }
    }
    Report report = execution.describe(order.host(), bound);
    return new HealReport(0, bound.toString(), answers, report.outcome().label(), report.output());
  }

  private HealReport act(
      HealOrder order, Catalogue.Bound bound, Policy policy, String who, String reason) {
    Incident incident = open(order.host(), bound, who, reason);
    List<Explanation.Answer> answers = new ArrayList<>();
    Proposal proposal = proposal(incident.id(), order.host(), policy, bound, who);
    for (Guard guard : proposals.guards()) {
      Decision decision = guard.decide(proposal);
      answers.add(new Explanation.Answer(guard.name(), decision.label(), decision.reason()));
      boolean forced = order.kind() == HealOrder.Kind.FORCED && !guard.name().equals("known-host");
      if (forced) {
        casebook.meters().decision(guard.name(), decision.label());
        continue;
      }
      casebook.meters().said(guard.name(), decision);
      if (!(decision instanceof Decision.Pass)) {
        throw refused(incident, guard, decision);
      }
    }
    plan(incident, proposal, bound, order, who, reason);
    LastLook last =
        order.kind() == HealOrder.Kind.FORCED ? LastLook.NONE : proposals.lastLook(proposal);
    scheduler.run(() -> work.finish(incident, bound, who, last));
    return new HealReport(incident.id(), bound.toString(), answers, "running", "");
  }

  private Incident open(String host, Catalogue.Bound bound, String who, String reason) {
    Map<String, String> labels = new TreeMap<>(bound.parameters());
    labels.put("alertname", ALERT);
    labels.put("host", host);
    labels.put("action", bound.action().name());
    labels.put("by", who);
    Instant now = casebook.now();
    Alert alert = new Alert(FINGERPRINT + UUID.randomUUID(), now, Alert.Status.FIRING, labels);
    return casebook
        .trail()
        .change(
            change -> {
              long id = casebook.incidents().open(change.handle(), alert, now).orElseThrow();
              Incident incident = casebook.incidents().find(change.handle(), id).orElseThrow();
              casebook.meters().opened();
              change.say(
                  AuditEntry.of(
                          incident.subject(),
                          EventKind.OPENED,
                          bound + " ordered by " + who + ": " + reason)
                      .by(who)
                      .because(reason));
              return incident;
            });
  }

  private void plan(
      Incident incident,
      Proposal proposal,
      Catalogue.Bound bound,
      HealOrder order,
      String who,
      String reason) {
    Optional<String> taken =
        casebook
            .trail()
            .change(
                change -> {
                  if (order.kind() != HealOrder.Kind.FORCED) {
                    Optional<Held> last = proposals.confirm(change.handle(), proposal);
                    if (last.isPresent()) {
                      Held held = last.get();
                      casebook.meters().said(held.guard().name(), held.decision());
                      return Optional.of(held.text());
                    }
                  }
                  casebook.attempts().plan(change.handle(), incident, bound, casebook.now());
                  casebook
                      .attempts()
                      .start(change.handle(), incident.id(), incident.step(), casebook.now());
                  longActions.begin(
                      change.handle(),
                      incident,
                      bound,
                      order.kind() == HealOrder.Kind.FORCED
                          ? LongActions.Order.FORCED
                          : LongActions.Order.GUARDED,
                      Optional.empty());
                  casebook.move(change, incident, IncidentState.ACTING, bound.toString());
                  String how =
                      order.kind() == HealOrder.Kind.FORCED ? "forced past the guards: " : "";
                  change.say(
                      AuditEntry.of(incident.subject(), EventKind.ACTION_STARTED, how + bound)
                          .by(who)
                          .because(reason)
                          .seeing(bound.action().effect()));
                  return Optional.empty();
                });
    if (taken.isPresent()) {
      work.end(incident, "not done: " + taken.get());
      throw new FleetException(ErrorCategory.BUSY, taken.get());
    }
  }

  private FleetException refused(Incident incident, Guard guard, Decision decision) {
    work.end(incident, "not done: " + guard.name() + ": " + decision.reason());
    return new FleetException(
        guard.name().equals("known-host") ? ErrorCategory.INPUT : ErrorCategory.BUSY,
        guard.name()
            + ": "
            + decision.reason()
            + (guard.name().equals("known-host") ? "" : ". To do it in spite of that: --force"));
  }

  /** What another service left under way is ended, not repeated; a long action goes on. */
  void endWhatWasCutOff() {
    work.endWhatWasCutOff();
  }

  private Proposal proposal(
      long incident, String host, Policy policy, Catalogue.Bound bound, String who) {
    Instant now = casebook.now();
    Map<String, String> labels = Map.of("alertname", ALERT, "host", host);
    return new Proposal(
        incident,
        host,
        labels,
        policy,
        0,
        bound.action().impact(),
        bound.parameters(),
        Optional.of(who),
        now,
        Waits.none(now));
  }
}
