package org.bbbfleet.alerts.incident;

import org.bbbfleet.alerts.policy.Policy;
import org.bbbfleet.alerts.policy.PolicyBook;

/** Chooses the policy of an incident that has just arrived. */
final class OpenStage implements Stage {
  private final Casebook casebook;
  private final PolicyBook policies;

  OpenStage(Casebook casebook, PolicyBook policies) {
    this.casebook = casebook;
    this.policies = policies;
  }

  @Override
  public Next advance(Incident incident) {
    Policy policy = policies.of(incident.alert(), incident.host()).orElse(null);
    if (incident.resolvedAt().isPresent()) {
      return casebook.resolved(incident, "over before anything was done", "");
    }
    if (policy == null) {
      return casebook.escalate(incident, "no policy for " + incident.alert(), "");
    }
    if (policy.steps().isEmpty()) {
      return casebook.escalate(
          incident, "only a person may act: " + policy.onlyAPersonBecause(), "");
    }
    if (incident.host().isEmpty()) {
      return casebook.escalate(incident, "the alert names no host", "");
    }
    casebook
        .trail()
        .change(
            change -> {
              casebook.move(change, incident, IncidentState.GUARDING, "asking the guards");
              return incident;
            });
    return Next.now();
  }
}
