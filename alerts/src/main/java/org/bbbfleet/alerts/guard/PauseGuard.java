package org.bbbfleet.alerts.guard;

import org.bbbfleet.alerts.FleetView;
import org.bbbfleet.alerts.guard.Pauses.Pause;

/** A person said: hands off, until then. */
final class PauseGuard implements Guard {
  private final FleetView fleet;
  private final Pauses pauses;

  PauseGuard(FleetView fleet, Pauses pauses) {
    this.fleet = fleet;
    this.pauses = pauses;
  }

  @Override
  public String name() {
    return "pause";
  }

  @Override
  public String passesWhen() {
    return "neither the host, nor a group or role of it, nor the fleet is paused";
  }

  @Override
  public String otherwise() {
    return "waits for the pause's end";
  }

  @Override
  public Decision decide(Proposal proposal) {
    return pauses
        .on(fleet, proposal.host())
        .map(PauseGuard::wait)
        .orElse(Decision.pass("not paused"));
  }

  private static Decision wait(Pause pause) {
    return Decision.defer(
        pause.scope().text()
            + " is paused by "
            + pause.owner()
            + " until "
            + pause.until()
            + ": "
            + pause.reason(),
        pause.until());
  }
}
