package org.bbbfleet.alerts.incident;

import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.bbbfleet.alerts.audit.EventKind;
import org.bbbfleet.alerts.audit.HealingEvent;
import org.bbbfleet.alerts.escalation.Escalation;
import org.bbbfleet.alerts.rules.RuleGroup;
import org.bbbfleet.alerts.rules.RuleGroups;

/** Tells a person who is called what was seen and done. */
final class Descriptions {
  private static final int LAST = 3;

  private final Casebook casebook;
  private final URI base;

  Descriptions(Casebook casebook, URI base) {
    this.casebook = casebook;
    this.base = base;
  }

  Optional<Escalation> of(long id) {
    return casebook.incidents().find(id).map(this::describe);
  }

  private Escalation describe(Incident incident) {
    List<HealingEvent> events = casebook.trail().of(incident.id());
    List<Attempt> attempts = casebook.attempts().of(incident.id());
    return new Escalation(
        incident.id(),
        incident.alert(),
        incident.host(),
        incident.reason(),
        seen(incident, events),
        done(attempts),
        attempts.isEmpty() ? "" : attempts.get(attempts.size() - 1).output(),
        base.resolve("#incident-" + incident.id()),
        runbook(incident.alert()),
        events.stream()
            .filter(event -> event.kind() == EventKind.ESCALATED)
            .reduce((first, last) -> last)
            .map(HealingEvent::at)
            .orElse(incident.openedAt()));
  }

  private static String seen(Incident incident, List<HealingEvent> events) {
    List<String> evidence =
        events.stream()
            .filter(e -> e.kind() == EventKind.VERIFICATION || e.kind() == EventKind.GUARD)
            .map(HealingEvent::evidence)
            .filter(text -> !text.isBlank())
            .toList();
    return "labels "
        + incident.labels()
        + evidence.stream()
            .skip(Math.max(0, evidence.size() - LAST))
            .map(text -> "\n" + text)
            .collect(Collectors.joining());
  }

  private static String done(List<Attempt> attempts) {
    return attempts.isEmpty()
        ? "nothing"
        : attempts.stream()
            .map(
                attempt ->
                    attempt.action()
                        + " "
                        + attempt.parameters()
                        + ": "
                        + attempt.outcome().map(o -> o.label()).orElse("not finished"))
            .collect(Collectors.joining("\n"));
  }

  private URI runbook(String alert) {
    return RuleGroups.all().stream()
        .filter(group -> group.rules().stream().anyMatch(rule -> rule.alert().equals(alert)))
        .findFirst()
        .map(RuleGroup::name)
        .map(name -> base.resolve("runbooks/" + name))
        .orElse(base);
  }
}
