package org.bbbfleet.alerts.guard;

import org.bbbfleet.alerts.policy.Mode;
import org.bbbfleet.alerts.verify.MeetingsCheck;
import org.bbbfleet.alerts.verify.MeetingsCheck.Meetings;

/**
 * Meetings that run on the host turn an action that would hurt them into a proposal; not to know
 * counts as running.
 */
final class MeetingsGuard implements Guard {
  private final MeetingsCheck check;

  MeetingsGuard(MeetingsCheck check) {
    this.check = check;
  }

  @Override
  public String name() {
    return "meetings";
  }

  @Override
  public String passesWhen() {
    return "the step's mode is not `auto-if-no-meeting`, or BigBlueButton's API says, freshly, that"
        + " no meeting runs on the host; unknown counts as running";
  }

  @Override
  public String otherwise() {
    return "a person is asked; after 10 minutes without an answer, escalated";
  }

  @Override
  public boolean holdsPeopleBack() {
    return false;
  }

  @Override
  public Decision decide(Proposal proposal) {
    if (proposal.step().mode() != Mode.AUTO_IF_NO_MEETING) {
      return Decision.pass("the step does not depend on meetings");
    }
    if (proposal.approvedBy().isPresent()) {
      return Decision.pass("approved by " + proposal.approvedBy().get());
    }
    Meetings meetings = check.on(proposal.host());
    return meetings.running().isPresent() && meetings.running().getAsInt() == 0
        ? Decision.pass("no meeting hurt: " + meetings.evidence())
        : Decision.ask("meetings may be hurt: " + meetings.evidence());
  }
}
