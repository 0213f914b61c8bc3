package org.bbbfleet.lab.hosts;

import java.nio.file.Files;
import java.nio.file.Path;
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
  private final Path cable;
  private final Supplier<Process> boot;
  private final Function<Process, Runnable> ready;
  private Process machine;

  /**
   * @param cable this machine's end of the host's cable, where its name is known
   * @param machine what runs now
   * @param boot starts it again
   * @param ready gives what waits until it has booted
   */
  Power(
      LabHost host,
      Path cable,
      Process machine,
      Supplier<Process> boot,
      Function<Process, Runnable> ready) {
    this.host = host;
    this.cable = cable;
    this.machine = machine;
    this.boot = boot;
    this.ready = ready;
  }

  /** Pulls the plug: KILL to the whole host, no unit is told. */
  public synchronized void cut() {
    // The host's first process goes first: with it the kernel ends all others. The program that
    // started it does not take it along when it is killed.
    machine.descendants().forEach(ProcessHandle::destroyForcibly);
    machine.destroyForcibly();
    try {
      if (!machine.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
        throw new FleetException(ErrorCategory.TIMEOUT, host.name() + " does not end");
      }
      // The cable goes with the last of its processes; the next boot makes it anew.
      long end = System.nanoTime() + LIMIT.toNanos();
      while (Files.exists(cable) && System.nanoTime() < end) {
        TimeUnit.MILLISECONDS.sleep(10);
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
