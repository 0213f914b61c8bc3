package org.bbbfleet.alerts.guard;

import java.time.Duration;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** A person stopped everything. */
final class StopGuard implements Guard {
  private static final Duration AGAIN = Duration.ofSeconds(15);

  private final StopSwitch stop;

  StopGuard(StopSwitch stop) {
    this.stop = stop;
  }

  @Override
  public String name() {
    return "stop";
  }

  @Override
  public String passesWhen() {
    return "nobody stopped the healer (`fleet stop`, or the file `STOP` beside the store)";
  }

  @Override
  public String otherwise() {
    return "waits for `fleet start`";
  }

  @Override
  public boolean hasTheLastWord() {
    return true;
  }

  @Override
  public Decision decide(Proposal proposal) {
    return decide(proposal, stop.active());
  }

  @Override
  public Decision confirm(Handle handle, Proposal proposal) {
    return decide(proposal, stop.active(handle));
  }

  private static Decision decide(Proposal proposal, Optional<StopSwitch.Stop> stopped) {
    return stopped.isEmpty()
        ? Decision.pass("not stopped")
        : Decision.defer(stopped.get().text(), proposal.now().plus(AGAIN));
  }
}
