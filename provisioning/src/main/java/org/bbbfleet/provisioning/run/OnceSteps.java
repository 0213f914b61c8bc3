package org.bbbfleet.provisioning.run;

import static java.util.Objects.requireNonNull;

import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.bbbfleet.core.error.ErrorCategory;
import org.bbbfleet.core.error.FleetException;
import org.bbbfleet.core.store.Leases;
import org.bbbfleet.provisioning.apply.OnceGate;

/**
 * Steps that happen once in a fleet. Who is at one holds a lease of its name, so that a claim ends
 * with the run that has it, and runs of other machines see it through the service; what succeeded
 * is marked in the store.
 */
final class OnceSteps {
  private static final Duration POLL = Duration.ofMillis(500);
  static final Duration LONGEST_WAIT = Duration.ofMinutes(30);

  private final OnceMarks marks;
  private final Leases leases;
  private final Clock clock;
  private final Duration longestWait;

  OnceSteps(OnceMarks marks, Leases leases, Clock clock, Duration longestWait) {
    this.marks = requireNonNull(marks, "marks is null");
    this.leases = requireNonNull(leases, "leases is null");
    this.clock = requireNonNull(clock, "clock is null");
    this.longestWait = longestWait;
  }

  /** How one host of a run comes to its turn; for one thread. */
  OnceGate gate(String run, String host, String who, RunControl control) {
    return new Gate(run, host, who, control);
  }

  private final class Gate implements OnceGate {
    private final String run;
    private final String host;
    private final String who;
    private final RunControl control;
    private final Map<String, HeldLease> held = new HashMap<>();

    Gate(String run, String host, String who, RunControl control) {
      this.run = run;
      this.host = host;
      this.who = who;
      this.control = control;
    }

    @Override
    public boolean isDone(String name) {
      return marks.all().stream().anyMatch(step -> step.name().equals(name));
    }

    @Override
    public boolean claim(String name) {
      long began = System.nanoTime();
      while (true) {
        try {
          held.put(
              name,
              HeldLease.take(
                  leases,
                  "once: " + name,
                  run + " " + host,
                  "\"" + name + "\" on " + host + " by " + who));
          break;
        } catch (FleetException e) {
          if (e.category() != ErrorCategory.BUSY) {
            throw e;
          }
          if (isDone(name)) {
            return false;
          }
          if (System.nanoTime() - began > longestWait.toNanos()) {
            throw new FleetException(
                ErrorCategory.BUSY,
                host
                    + ": waited "
                    + longestWait.toSeconds()
                    + " s for what must happen once in the fleet: "
                    + e.getMessage(),
                e);
          }
        }
        HostTurn.checkNotStopped(control, host);
        LockSupport.parkNanos(this, TimeUnit.MILLISECONDS.toNanos(POLL.toMillis()));
      }
      // Who had it may have succeeded between our two looks.
      boolean ours = false;
      try {
        ours = !isDone(name);
        return ours;
      } finally {
        if (!ours) {
          release(name);
        }
      }
    }

    @Override
    public void succeeded(String name) {
      try {
        marks.mark(new OnceMarks.Done(name, host, run, clock.instant()));
      } finally {
        // A lease that is kept is renewed for as long as this program lives.
        release(name);
      }
    }

    @Override
    public void failed(String name) {
      release(name);
    }

    private void release(String name) {
      HeldLease lease = held.remove(name);
      if (lease != null) {
        lease.close();
      }
    }
  }
}
