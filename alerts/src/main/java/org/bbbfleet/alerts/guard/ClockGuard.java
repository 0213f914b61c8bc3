package org.bbbfleet.alerts.guard;

import java.util.Optional;

/** The clock has jumped: how long ago anything happened is not certain. */
final class ClockGuard implements Guard {
  private final ClockHold hold;

  ClockGuard(ClockHold hold) {
    this.hold = hold;
  }

  @Override
  public String name() {
    return "clock";
  }

  @Override
  public String passesWhen() {
    return "the control host's clock has not jumped by half a minute or more within the last 15"
        + " minutes";
  }

  @Override
  public String otherwise() {
    return "waits for the end of the 15 minutes";
  }

  @Override
  public boolean holdsPeopleBack() {
    return false;
  }

  @Override
  public boolean hasTheLastWord() {
    return true;
  }

  @Override
  public Decision decide(Proposal proposal) {
    Optional<ClockHold.Hold> held = hold.now();
    return held.isEmpty()
        ? Decision.pass("the clock runs evenly")
        : Decision.defer(held.get().text(), held.get().until());
  }
}
