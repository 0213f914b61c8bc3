package org.bbbfleet.alerts.incident;

import java.time.Duration;
import java.time.Instant;
import org.bbbfleet.alerts.audit.EventKind;
import org.bbbfleet.alerts.policy.Policy;
import org.bbbfleet.alerts.policy.PolicyBook;
import org.bbbfleet.alerts.rules.RangeWindow;
import org.bbbfleet.alerts.verify.SignalCheck;
import org.bbbfleet.alerts.verify.Verdict;

/**
 * An alert may go on firing for a while after it was healed, until its window has drained. One that
 * still does after the cooldown, and is broken when asked, was not healed for good: each step is
 * taken once per incident, so a person must act.
 */
final class HealedStage implements Stage {
  private static final Duration FRESH = Duration.ofMinutes(1);

  private final Casebook casebook;
  private final PolicyBook policies;
  private final SignalCheck signal;

  HealedStage(Casebook casebook, PolicyBook policies, SignalCheck signal) {
    this.casebook = casebook;
    this.policies = policies;
    this.signal = signal;
  }

  @Override
  public Next advance(Incident incident) {
    Policy policy = policies.of(incident.alert(), incident.host()).orElse(null);
    Instant now = casebook.now();
    if (policy == null
        || incident.resolvedAt().isPresent()
        || now.isBefore(incident.closedAt().orElse(now).plus(quiet(policy)))) {
      return Next.never();
    }
    Verdict verdict = signal.check(policy.rule(), incident.labels(), now.minus(FRESH));
    if (verdict.health() != Verdict.Health.BROKEN) {
      return Next.never();
    }
    casebook
        .trail()
        .change(
            change -> {
              change.say(
                  incident.subject(),
                  EventKind.VERIFICATION,
                  "fires again, or still: " + verdict.health(),
                  verdict.evidence());
              return verdict;
            });
    String seen = incident.state() == IncidentState.HEALED ? "healed" : "seen well";
    return casebook.escalate(incident, "broken again after it was " + seen, verdict.evidence());
  }

  /** The cooldown, but never less than the alert takes to fall silent when all is well. */
  private static Duration quiet(Policy policy) {
    Duration silent = RangeWindow.untilSilent(policy.rule());
    return silent.compareTo(policy.cooldown()) > 0 ? silent : policy.cooldown();
  }
}
