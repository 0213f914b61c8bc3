package org.bbbfleet.alerts.guard;

import java.util.List;
import org.bbbfleet.alerts.FleetView;
import org.bbbfleet.alerts.verify.MeetingsCheck;
import org.bbbfleet.alerts.verify.SignalCheck;

/** All guards, in the order in which they are asked. */
public final class Guards {
  private Guards() {}

  /**
   * The standard order: what is cheap and final first, then what waits; the question to a person
   * after all that may make it pointless; the lease last, because passing takes it.
   */
  public static List<Guard> standard(
      FleetView fleet,
      SignalCheck signal,
      MeetingsCheck meetings,
      Pauses pauses,
      AttemptHistory attempts,
      HostLeases leases) {
    return List.of(
        new KnownHostGuard(fleet),
        new PauseGuard(pauses),
        new SignalGuard(signal),
        new CooldownGuard(attempts),
        new AttemptsGuard(attempts),
        new ModeGuard(meetings),
        new LeaseGuard(leases));
  }
}
