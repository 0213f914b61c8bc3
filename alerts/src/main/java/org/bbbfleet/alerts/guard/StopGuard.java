package org.bbbfleet.alerts.guard;

import java.time.Duration;
import java.util.Optional;

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
  public Decision decide(Proposal proposal) {
    Optional<StopSwitch.Stop> stopped = stop.active();
    return stopped.isEmpty()
        ? Decision.pass("not stopped")
        : Decision.defer(stopped.get().text(), proposal.now().plus(AGAIN));
  }
}
