package org.bbbfleet.alerts.incident;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
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
  private final Set<Long> planned = ConcurrentHashMap.newKeySet();

  Proposals(Casebook casebook, List<Guard> guards) {
    this.casebook = casebook;
    this.guards = List.copyOf(guards);
  }

  /** A guard and what it said of the step. */
  record Held(Guard guard, Decision decision) {
    String text() {
      return guard.name() + ": " + decision.reason();
    }
  }

  List<Guard> guards() {
    return guards;
  }

  /** The guards let an incident's next step pass, in this service. */
  void planned(long incident) {
    planned.add(incident);
  }

  /**
   * Whether the guards let the incident's next step pass in this service. Another one's guards may
   * have followed another policy.
   */
  boolean isPlanned(long incident) {
    return planned.contains(incident);
  }

  /** The plan was carried out, or is void. */
  void unplanned(long incident) {
    planned.remove(incident);
  }

  /** The incident's next step; who approved another than this did not approve it. */
  Proposal of(Incident incident, Policy policy, Catalogue.Bound bound) {
    Optional<String> approvedBy =
        casebook
            .approvals()
            .find(incident.id(), incident.step())
            .filter(approval -> approval.answer() == Answer.APPROVED)
            .filter(approval -> approval.call().equals(Approvals.call(bound)))
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
            casebook.meters().said(guard.name(), last);
            return Optional.of(new Held(guard, last).text());
          }
        }
      }
      return Optional.empty();
    };
  }
}
