package org.bbbfleet.alerts.incident;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.bbbfleet.alerts.incident.Approvals.Answer;
import org.bbbfleet.alerts.incident.Approvals.Approval;
import org.bbbfleet.alerts.policy.Policy;
import org.bbbfleet.alerts.policy.PolicyBook;
import org.bbbfleet.alerts.verify.SignalCheck;
import org.bbbfleet.alerts.verify.Verdict;

/**
 * Watches what a person must mend: it ends when Alertmanager says so or the signal is well, as a
 * notification may be lost, and no host is left out of service; a late approval takes it up again.
 */
final class EscalatedStage implements Stage {
  private static final Duration EVERY = Duration.ofMinutes(1);

  private final Casebook casebook;
  private final PolicyBook policies;
  private final SignalCheck signal;
  private final LongActions longActions;

  EscalatedStage(
      Casebook casebook, PolicyBook policies, SignalCheck signal, LongActions longActions) {
    this.casebook = casebook;
    this.policies = policies;
    this.signal = signal;
    this.longActions = longActions;
  }

  @Override
  public Next advance(Incident incident) {
    boolean leftOut = longActions.leftOut(incident);
    if (incident.resolvedAt().isPresent() && !leftOut) {
      return casebook.resolved(incident, "Alertmanager: resolved, after: " + incident.reason(), "");
    }
    Optional<Approval> approval = casebook.approvals().find(incident.id(), incident.step());
    if (approval.isPresent()
        && approval.get().answer() == Answer.APPROVED
        && approval.get().used().isEmpty()) {
      return ApprovalStage.guardAgain(casebook, incident, approval.get());
    }
    Policy policy = policies.of(incident.alert(), incident.host()).orElse(null);
    if (policy == null) {
      return Next.never();
    }
    Instant now = casebook.now();
    Verdict verdict = signal.check(policy.rule(), incident.labels(), now.minus(EVERY));
    return verdict.health() == Verdict.Health.WELL && !leftOut
        ? casebook.resolved(incident, "well again, after: " + incident.reason(), verdict.evidence())
        : Next.at(now.plus(EVERY));
  }
}
