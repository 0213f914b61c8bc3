package org.bbbfleet.alerts.incident;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.bbbfleet.alerts.action.Action;
import org.bbbfleet.alerts.action.Catalogue;
import org.bbbfleet.alerts.action.Impact;
import org.bbbfleet.alerts.guard.Decision;
import org.bbbfleet.alerts.guard.Guard;
import org.bbbfleet.alerts.guard.Proposal;
import org.bbbfleet.alerts.guard.Waits;
import org.bbbfleet.alerts.policy.Policy;
import org.bbbfleet.alerts.policy.PolicyBook;
import org.bbbfleet.alerts.policy.Step;
import org.bbbfleet.core.config.Suggestion;
import org.bbbfleet.core.error.ErrorCategory;
import org.bbbfleet.core.error.FleetException;
import org.bbbfleet.core.inventory.Host;

/** Asks the guards, by the same code as the healer, and takes nothing. */
final class Explainer {
  private final Casebook casebook;
  private final PolicyBook book;
  private final Catalogue catalogue;
  private final List<Guard> guards;
  private final Duration patience;

  Explainer(
      Casebook casebook,
      PolicyBook book,
      Catalogue catalogue,
      List<Guard> guards,
      Duration patience) {
    this.casebook = casebook;
    this.book = book;
    this.catalogue = catalogue;
    this.guards = List.copyOf(guards);
    this.patience = patience;
  }

  Explanation explain(String alert, String host, Map<String, String> given) {
    PolicyBook.Chosen chosen =
        book.choose(alert, host)
            .orElseThrow(
                () ->
                    input(
                        "there is no alert "
                            + alert
                            + "."
                            + Suggestion.sentence(
                                alert,
                                book.shipped().stream()
                                    .map(one -> one.policy().rule().alert())
                                    .toList())));
    if (book.fleet().host(host).isEmpty()) {
      List<String> known = book.fleet().hosts().stream().map(Host::name).toList();
      throw input("there is no host " + host + "." + Suggestion.sentence(host, known));
    }
    Map<String, String> labels = labels(alert, host, given);
    Policy policy = chosen.policy();
    List<Explanation.Rung> rungs = new ArrayList<>();
    boolean well = false;
    for (int index = 0; index < policy.steps().size(); index++) {
      Explanation.Rung rung = rung(policy, index, host, labels);
      well = well || rung.guards().stream().anyMatch(answer -> answer.decision().equals("well"));
      rungs.add(rung);
    }
    return new Explanation(
        alert,
        host,
        labels,
        chosen.role(),
        well,
        policy.onlyAPersonBecause(),
        rungs,
        patience.toSeconds(),
        chosen.origins(),
        chosen.file());
  }

  /** Those of the newest incident that stands, if there is one: its unit or worker is meant. */
  private Map<String, String> labels(String alert, String host, Map<String, String> given) {
    Map<String, String> labels = new TreeMap<>();
    casebook.incidents().newest(200).stream()
        .filter(one -> one.alert().equals(alert) && one.host().equals(host))
        .filter(one -> !one.state().closed())
        .findFirst()
        .ifPresent(one -> labels.putAll(one.labels()));
    labels.putAll(given);
    labels.put("alertname", alert);
    labels.put("host", host);
    return labels;
  }

  private Explanation.Rung rung(Policy policy, int index, String host, Map<String, String> labels) {
    Step step = policy.steps().get(index);
    String action = step.call().action();
    Map<String, String> parameters = step.call().parameters();
    Optional<String> unbound = Optional.empty();
    try {
      Catalogue.Bound bound = catalogue.bind(step.call(), labels);
      action = bound.toString();
      parameters = bound.parameters();
    } catch (FleetException e) {
      // A label is missing that a real alert has: the guards that do not need it still answer.
      unbound = Optional.of(e.getMessage());
      action = action + " " + String.join(" ", new TreeMap<>(parameters).values());
    }
    Impact impact =
        catalogue.all().stream()
            .filter(known -> known.name().equals(step.call().action()))
            .findFirst()
            .map(Action::impact)
            .orElse(Impact.DESTRUCTIVE);
    Instant now = casebook.now();
    Proposal proposal =
        new Proposal(
            0,
            host,
            labels,
            policy,
            index,
            impact,
            parameters,
            Optional.empty(),
            now,
            Waits.none(now));
    List<Explanation.Answer> answers = new ArrayList<>();
    Optional<Explanation.Answer> first = Optional.empty();
    for (Guard guard : guards) {
      Decision decision = guard.look(proposal);
      Explanation.Answer answer =
          new Explanation.Answer(guard.name(), decision.label(), decision.reason());
      answers.add(answer);
      boolean holds = !(decision instanceof Decision.Pass || decision instanceof Decision.Moot);
      first = first.isEmpty() && holds ? Optional.of(answer) : first;
    }
    Optional<Explanation.Answer> deciding = first;
    return new Explanation.Rung(
        index + 1,
        action,
        impact.label(),
        step.mode().label(),
        first.map(Explanation.Answer::decision).orElse("act"),
        first.map(Explanation.Answer::guard).orElse(""),
        unbound
            .map(why -> why + "; give it with --label")
            .or(() -> deciding.map(Explanation.Answer::reason))
            .orElse(step.heldBy()),
        answers);
  }

  private static FleetException input(String message) {
    return new FleetException(ErrorCategory.INPUT, message);
  }
}
