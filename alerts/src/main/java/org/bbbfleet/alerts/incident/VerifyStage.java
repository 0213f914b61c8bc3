package org.bbbfleet.alerts.incident;

import java.time.Duration;
import java.time.Instant;
import org.bbbfleet.alerts.audit.EventKind;
import org.bbbfleet.alerts.policy.Policy;
import org.bbbfleet.alerts.policy.PolicyBook;
import org.bbbfleet.alerts.verify.SignalCheck;
import org.bbbfleet.alerts.verify.Verdict;

/** Asks the signal that raised the alert until it is well or the step has had its time. */
final class VerifyStage implements Stage {
  private final Casebook casebook;
  private final PolicyBook policies;
  private final SignalCheck signal;
  private final Duration every;

  VerifyStage(Casebook casebook, PolicyBook policies, SignalCheck signal, Duration every) {
    this.casebook = casebook;
    this.policies = policies;
    this.signal = signal;
    this.every = every;
  }

  @Override
  public Next advance(Incident incident) {
    Policy policy = policies.of(incident.alert(), incident.host()).orElse(null);
    if (policy == null) {
      return casebook.escalate(incident, "the policy is gone", "");
    }
    // Renews the host's lease; verifying only reads, so it goes on even if another has it by now.
    casebook.leases().keep(incident.id(), incident.host(), incident.alert(), casebook.now());
    Verdict verdict = signal.check(policy.rule(), incident.labels(), incident.verifySince());
    Instant now = casebook.now();
    String took = Casebook.tenths(Duration.between(incident.verifySince(), now)) + " s";
    if (verdict.health() == Verdict.Health.WELL) {
      say(incident, "well after " + took, verdict);
      return casebook.healed(incident, verdict.evidence());
    }
    if (now.isBefore(incident.verifyUntil())) {
      Instant next = now.plus(every);
      return Next.at(next.isBefore(incident.verifyUntil()) ? next : incident.verifyUntil());
    }
    casebook
        .trail()
        .change(
            change -> {
              change.say(
                  incident.subject(),
                  EventKind.VERIFICATION,
                  "not well after " + took + ": " + verdict.health(),
                  verdict.evidence());
              casebook.incidents().step(change.handle(), incident.id(), incident.step() + 1);
              casebook.move(
                  change,
                  incident,
                  IncidentState.GUARDING,
                  "the step did not help: " + verdict.health());
              return verdict;
            });
    return Next.now();
  }

  private void say(Incident incident, String text, Verdict verdict) {
    casebook
        .trail()
        .change(
            change -> {
              change.say(incident.subject(), EventKind.VERIFICATION, text, verdict.evidence());
              return text;
            });
  }
}
