package org.bbbfleet.alerts.incident;

import java.util.List;
import java.util.Optional;
import org.bbbfleet.alerts.action.Catalogue;
import org.bbbfleet.alerts.action.HostActions.LastLook;
import org.bbbfleet.alerts.guard.Decision;
import org.bbbfleet.alerts.guard.Guard;
import org.bbbfleet.alerts.guard.Proposal;
import org.bbbfleet.alerts.incident.Approvals.Answer;
import org.bbbfleet.alerts.policy.Policy;
import org.jdbi.v3.core.Handle;

/** The next step of an incident, put before the guards. */
final class Proposals {
  private final Casebook casebook;
  private final List<Guard> guards;

  Proposals(Casebook casebook, List<Guard> guards) {
    this.casebook = casebook;
    this.guards = List.copyOf(guards);
  }

  /** A guard that did not let the step pass, and what it said. */
  record Held(Guard guard, Decision decision) {
    String text() {
      return guard.name() + ": " + decision.reason();
    }
  }

  List<Guard> guards() {
    return guards;
  }

  /** The incident's next step. */
  Proposal of(Incident incident, Policy policy, Catalogue.Bound bound) {
    Optional<String> approvedBy =
        casebook
            .approvals()
            .find(incident.id(), incident.step())
            .filter(approval -> approval.answer() == Answer.APPROVED)
            .map(Approvals.Approval::who);
    return new Proposal(
        incident.id(),
        incident.host(),
        incident.labels(),
        policy,
        incident.step(),
        bound.action().impact(),
        bound.parameters(),
        approvedBy,
        casebook.now(),
        incident.waits());
  }

  /** The guards' last word within a transaction: the first that does not let the step pass. */
  Optional<Held> confirm(Handle handle, Proposal proposal) {
    for (Guard guard : guards) {
      Decision last = guard.confirm(handle, proposal);
      if (!(last instanceof Decision.Pass)) {
        return Optional.of(new Held(guard, last));
      }
    }
    return Optional.empty();
  }

  /** What a person may say while the connection to the host is being made. */
  LastLook lastLook(Proposal proposal) {
    return () -> {
      for (Guard guard : guards) {
        if (guard.hasTheLastWord()) {
          Decision last = guard.look(proposal);
          if (!(last instanceof Decision.Pass)) {
            return Optional.of(new Held(guard, last).text());
          }
        }
      }
      return Optional.empty();
    };
  }
}
