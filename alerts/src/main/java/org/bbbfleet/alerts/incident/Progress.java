package org.bbbfleet.alerts.incident;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bbbfleet.alerts.action.Catalogue;
import org.bbbfleet.alerts.guard.Guard;
import org.bbbfleet.alerts.policy.PolicyBook;
import org.bbbfleet.alerts.verify.SignalCheck;

/** Moves an incident on by the stage that its state asks for. */
final class Progress {
  private final Incidents incidents;
  private final ClockJumps clock;
  private final Map<IncidentState, Stage> stages = new EnumMap<>(IncidentState.class);

  Progress(
      HealerConfig config,
      Casebook casebook,
      PolicyBook policies,
      Catalogue catalogue,
      List<Guard> guards,
      Execution execution,
      LongActions longActions,
      SignalCheck signal,
      ClockJumps clock) {
    this.clock = clock;
    this.incidents = casebook.incidents();
    Proposals proposals = new Proposals(casebook, guards);
    stages.put(IncidentState.OPEN, new OpenStage(casebook, policies));
    stages.put(IncidentState.GUARDING, new GuardStage(casebook, policies, catalogue, proposals));
    stages.put(
        IncidentState.WAITING_APPROVAL, new ApprovalStage(casebook, config.approvalPatience()));
    stages.put(
        IncidentState.ACTING,
        new ActStage(casebook, policies, catalogue, execution, longActions, proposals));
    stages.put(
        IncidentState.VERIFYING,
        new VerifyStage(
            casebook, policies, signal, longActions, config.verifyEvery(), config.wellFor()));
    stages.put(
        IncidentState.ESCALATED, new EscalatedStage(casebook, policies, signal, longActions));
    stages.put(IncidentState.HEALED, new HealedStage(casebook, policies, signal));
    // What was tried and fires on after all is for a person, as what was healed is.
    stages.put(IncidentState.RESOLVED, stages.get(IncidentState.HEALED));
  }

  /** One move. */
  Next advance(long id) {
    // First: else a step's time would be over, as a clock was set.
    clock.look();
    Optional<Incident> incident = incidents.find(id);
    return incident.isEmpty() || ByHand.owns(incident.get())
        ? Next.never()
        : stages.get(incident.get().state()).advance(incident.get());
  }
}
