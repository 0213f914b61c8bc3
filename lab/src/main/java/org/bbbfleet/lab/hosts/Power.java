package org.bbbfleet.lab.hosts;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import org.bbbfleet.core.error.ErrorCategory;
import org.bbbfleet.core.error.FleetException;

/** One host's plug: pulled, everything in it is gone at once, but for what its disk holds. */
public final class Power {
  private static final Duration LIMIT = Duration.ofSeconds(30);

  private final LabHost host;
  private final Supplier<Process> boot;
  private final Function<Process, Runnable> ready;
  private Process machine;

  /**
   * @param machine what runs now
   * @param boot starts it again
   * @param ready gives what waits until it has booted
   */
  Power(LabHost host, Process machine, Supplier<Process> boot, Function<Process, Runnable> ready) {
    this.host = host;
    this.machine = machine;
    this.boot = boot;
    this.ready = ready;
  }

  /** Pulls the plug: KILL to the whole host, no unit is told. */
  public synchronized void cut() {
    machine.destroyForcibly();
    try {
      if (!machine.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
        throw new FleetException(ErrorCategory.TIMEOUT, host.name() + " does not end");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new FleetException(ErrorCategory.INTERNAL, "interrupted while pulling a plug", e);
    }
  }

  /** Boots it again from the disk that it had, and waits until it is up. */
  public synchronized void restore() {
    machine = boot.get();
    ready.apply(machine).run();
  }
}
