package org.bbbfleet.alerts.guard;

import org.bbbfleet.alerts.policy.Mode;

/** How far the healer may go by itself. */
final class ModeGuard implements Guard {
  @Override
  public String name() {
    return "mode";
  }

  @Override
  public String passesWhen() {
    return "the most careful of the step's mode, the action's and the fleet's `healer_mode` lets the"
        + " healer act, or a person approved";
  }

  @Override
  public String otherwise() {
    return "`propose`: a person is asked; after 10 minutes without an answer, escalated. `observe`:"
        + " a person";
  }

  @Override
  public boolean holdsPeopleBack() {
    return false;
  }

  @Override
  public Decision decide(Proposal proposal) {
    Mode mode = proposal.step().mode();
    String held = proposal.step().heldBy();
    if (mode == Mode.OBSERVE) {
      return Decision.refuse(held.isEmpty() ? "the policy only observes" : held);
    }
    if (mode == Mode.AUTO || mode == Mode.AUTO_IF_NO_MEETING) {
      return Decision.pass("the policy lets it act by itself");
    }
    return proposal.approvedBy().isPresent()
        ? Decision.pass("approved by " + proposal.approvedBy().get())
        : Decision.ask(held.isEmpty() ? "the policy only proposes" : held);
  }
}
