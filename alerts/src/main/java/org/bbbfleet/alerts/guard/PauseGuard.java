package org.bbbfleet.alerts.guard;

import java.util.Optional;
import org.bbbfleet.alerts.FleetView;
import org.bbbfleet.alerts.guard.Pauses.Pause;
import org.jdbi.v3.core.Handle;

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
  public boolean hasTheLastWord() {
    return true;
  }

  @Override
  public Decision decide(Proposal proposal) {
    return decide(pauses.on(fleet, proposal.host()));
  }

  @Override
  public Decision confirm(Handle handle, Proposal proposal) {
    return decide(pauses.on(handle, fleet, proposal.host()));
  }

  private static Decision decide(Optional<Pause> pause) {
    return pause.map(PauseGuard::wait).orElse(Decision.pass("not paused"));
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
