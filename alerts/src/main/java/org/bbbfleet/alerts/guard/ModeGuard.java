package org.bbbfleet.alerts.guard;

import org.bbbfleet.alerts.policy.Mode;
import org.bbbfleet.alerts.verify.MeetingsCheck;
import org.bbbfleet.alerts.verify.MeetingsCheck.Meetings;

/**
 * How far the healer may go by itself. Meetings that run on the host turn an action into a
 * proposal; not to know counts as running.
 */
final class ModeGuard implements Guard {
  private final MeetingsCheck check;

  ModeGuard(MeetingsCheck check) {
    this.check = check;
  }

  @Override
  public String name() {
    return "mode";
  }

  @Override
  public Decision decide(Proposal proposal) {
    Mode mode = proposal.step().mode();
    if (mode == Mode.OBSERVE) {
      return Decision.refuse("the policy only observes");
    }
    if (mode == Mode.AUTO) {
      return Decision.pass("the policy lets it act by itself");
    }
    if (proposal.approvedBy().isPresent()) {
      return Decision.pass("approved by " + proposal.approvedBy().get());
    }
    if (mode == Mode.PROPOSE) {
      return Decision.ask("the policy only proposes");
    }
    Meetings meetings = check.on(proposal.host());
    return meetings.running().isPresent() && meetings.running().getAsInt() == 0
        ? Decision.pass("no meeting hurt: " + meetings.evidence())
        : Decision.ask("meetings may be hurt: " + meetings.evidence());
  }
}
