package org.bbbfleet.alerts.incident;

import java.time.Duration;
import java.time.Instant;
import org.bbbfleet.alerts.incident.Approvals.Answer;
import org.bbbfleet.alerts.incident.Approvals.Approval;

/** Waits for a person's answer, for some time. */
final class ApprovalStage implements Stage {
  private final Casebook casebook;
  private final Duration patience;

  ApprovalStage(Casebook casebook, Duration patience) {
    this.casebook = casebook;
    this.patience = patience;
  }

  @Override
  public Next advance(Incident incident) {
    if (incident.resolvedAt().isPresent()) {
      return casebook.resolved(incident, "over while a person was asked", "");
    }
    Approval approval = casebook.approvals().find(incident.id(), incident.step()).orElseThrow();
    if (approval.answer() == Answer.APPROVED) {
      return guardAgain(casebook, incident, approval);
    }
    if (approval.answer() == Answer.REJECTED) {
      return casebook.escalate(
          incident, "rejected by " + approval.who() + ": " + approval.reason(), approval.because());
    }
    Instant end = approval.askedAt().plus(patience);
    return casebook.now().isBefore(end)
        ? Next.at(end)
        : casebook.escalate(
            incident,
            "nobody answered within "
                + Casebook.tenths(patience)
                + " s; approving still works: "
                + incident.reason(),
            approval.because());
  }

  /** Takes an approved step up again: what was asked of the guards may have changed since. */
  static Next guardAgain(Casebook casebook, Incident incident, Approval approval) {
    casebook
        .trail()
        .change(
            change -> {
              String reason = "approved by " + approval.who() + ": " + approval.reason();
              casebook.approvals().use(change.handle(), incident, casebook.now());
              casebook.move(change, incident, IncidentState.GUARDING, reason);
              return reason;
            });
    return Next.now();
  }
}
