package org.bbbfleet.alerts.guard;

import org.bbbfleet.alerts.guard.Pauses.Pause;

/** A person said: hands off, until then. */
final class PauseGuard implements Guard {
  private final Pauses pauses;

  PauseGuard(Pauses pauses) {
    this.pauses = pauses;
  }

  @Override
  public String name() {
    return "pause";
  }

  @Override
  public Decision decide(Proposal proposal) {
    return pauses.on(proposal.host()).map(PauseGuard::wait).orElse(Decision.pass("not paused"));
  }

  private static Decision wait(Pause pause) {
    return Decision.defer(
        pause.scope()
            + " is paused by "
            + pause.owner()
            + " until "
            + pause.until()
            + ": "
            + pause.reason(),
        pause.until());
  }
}
