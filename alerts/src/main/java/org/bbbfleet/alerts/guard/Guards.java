package org.bbbfleet.alerts.guard;

import java.util.List;
import java.util.function.Consumer;
import org.bbbfleet.alerts.policy.PolicyBook;
import org.bbbfleet.alerts.verify.MeetingsCheck;
import org.bbbfleet.alerts.verify.SignalCheck;
import org.bbbfleet.alerts.verify.SignalSource;
import org.bbbfleet.core.store.Store;

/** All guards, in the order in which they are asked. */
public final class Guards {
  private Guards() {}

  /**
   * What the guards ask.
   *
   * @param tell hears what a person should know of the fleet as a whole
   */
  public record Sources(
      PolicyBook book,
      SignalSource source,
      SignalCheck signal,
      MeetingsCheck meetings,
      Pauses pauses,
      StopSwitch stop,
      ClockHold clock,
      Silences silences,
      AttemptHistory attempts,
      FleetActivity activity,
      HostLeases leases,
      Store store,
      Consumer<String> tell) {}

  /**
   * The standard order: what is cheap and final first, then what waits; the question to a person
   * after all that may make it pointless; what others compete for last; the lease at the end,
   * because passing takes it.
   */
  public static List<Guard> standard(Sources ask) {
    return List.of(
        new KnownHostGuard(ask.book().fleet()),
        new StopGuard(ask.stop()),
        new ClockGuard(ask.clock()),
        new PauseGuard(ask.book().fleet(), ask.pauses()),
        new MaintenanceGuard(ask.book().fleet(), ask.book().overrides().maintenance()),
        new SilenceGuard(ask.silences()),
        new SignalGuard(ask.signal()),
        new CorrelationGuard(ask.source()),
        new StormGuard(ask.book(), ask.activity(), ask.store(), ask.tell()),
        new DependencyGuard(ask.book(), ask.activity()),
        new CooldownGuard(ask.attempts()),
        new AttemptsGuard(ask.attempts()),
        new ModeGuard(),
        new MeetingsGuard(ask.meetings()),
        new ExclusiveGuard(ask.book(), ask.activity(), ask.source()),
        new BudgetGuard(ask.book(), ask.activity()),
        new LeaseGuard(ask.leases()));
  }
}
