package org.bbbfleet.provisioning.run;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.bbbfleet.core.error.ErrorCategory;
import org.bbbfleet.core.error.FleetException;
import org.bbbfleet.core.store.LeaseHolder;
import org.bbbfleet.core.store.Leases;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A host's lease, renewed for as long as it is held. */
final class HeldLease implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(HeldLease.class);
  private static final Duration LENGTH = Duration.ofMinutes(2);

  /** By how much clocks may differ. */
  private static final Duration SLACK = Duration.ofSeconds(10);

  private static final Duration POLL = Duration.ofMillis(500);
  private static final ScheduledExecutorService RENEWER =
      Executors.newScheduledThreadPool(
          4,
          work -> {
            Thread thread = new Thread(work, "lease-renewer");
            thread.setDaemon(true);
            return thread;
          });

  private final Leases leases;
  private final String host;
  private final String holder;
  private final String purpose;
  private final ScheduledFuture<?> renewal;
  private volatile boolean lost;
  private volatile long renewedAt = System.nanoTime();
  private boolean closed;

  private HeldLease(Leases leases, String host, String holder, String purpose) {
    this.leases = leases;
    this.host = host;
    this.holder = holder;
    this.purpose = purpose;
    long every = LENGTH.toMillis() / 4;
    this.renewal = RENEWER.scheduleWithFixedDelay(this::renew, every, every, TimeUnit.MILLISECONDS);
  }

  /**
   * Takes the lease for as long as this process lives. One whose process was killed has lost it.
   *
   * @param name who takes it, unique per run
   * @throws FleetException (BUSY) saying who holds it
   */
  static HeldLease take(Leases leases, String host, String name, String purpose) {
    String holder = LeaseHolder.here(name);
    if (!takenFromTheDead(leases, host, holder, purpose)) {
      throw busy(host, leases.holder(host));
    }
    return new HeldLease(leases, host, holder, purpose);
  }

  /**
   * The same, but waits for a holder of whom it can't be told whether it lives: until the lease is
   * given back, or expires; one that is renewed has somebody who lives, and so has one that lasts
   * longer than a run's.
   *
   * @param told is told once, for people, for whom and how long is waited
   * @param asked asked all the time; ends the waiting by throwing
   * @throws FleetException (BUSY) saying who holds it
   */
  static HeldLease await(
      Leases leases,
      String host,
      String name,
      String purpose,
      Consumer<String> told,
      Runnable asked) {
    String holder = LeaseHolder.here(name);
    Instant until = Instant.MIN;
    long began = System.nanoTime();
    Duration longest = Duration.ZERO;
    while (!takenFromTheDead(leases, host, holder, purpose)) {
      asked.run();
      Optional<Leases.Lease> held = leases.holder(host);
      if (held.isPresent()) {
        Leases.Lease other = held.get();
        if (until.equals(Instant.MIN)) {
          until = other.expiresAt();
          longest = Duration.between(Instant.now(), until).plus(POLL);
          if (longest.compareTo(LENGTH.plus(SLACK)) > 0) {
            throw busy(host, held);
          }
          if (LeaseHolder.life(other.holder()) == LeaseHolder.Life.UNKNOWN) {
            told.accept(
                "%s: being worked on by %s. Waiting until that ends, at most %d s."
                    .formatted(host, who(held), Math.max(1, longest.toSeconds())));
          }
        }
        boolean lives =
            LeaseHolder.life(other.holder()) == LeaseHolder.Life.ALIVE
                || other.expiresAt().isAfter(until);
        // The other machine's clock may go wrong: its word is not waited for for ever.
        if (lives || System.nanoTime() - began > longest.toNanos()) {
          throw busy(host, held);
        }
      }
      LockSupport.parkNanos(leases, POLL.toNanos());
      // Before the store is asked again: a thread that was interrupted can't.
      asked.run();
    }
    return new HeldLease(leases, host, holder, purpose);
  }

  private static boolean takenFromTheDead(
      Leases leases, String host, String holder, String purpose) {
    if (leases.take(host, holder, purpose, LENGTH)) {
      return true;
    }
    List<Leases.Lease> dead =
        leases.all().stream()
            .filter(lease -> lease.host().equals(host))
            .filter(lease -> LeaseHolder.life(lease.holder()) == LeaseHolder.Life.DEAD)
            .toList();
    for (Leases.Lease lease : dead) {
      LOG.info("{}: {} was killed, its lease is taken over", host, lease.purpose());
      leases.release(host, lease.holder());
    }
    return !dead.isEmpty() && leases.take(host, holder, purpose, LENGTH);
  }

  private static FleetException busy(String host, Optional<Leases.Lease> by) {
    return new FleetException(
        ErrorCategory.BUSY, host + ": being worked on by " + who(by) + ". Nothing was changed.");
  }

  private static String who(Optional<Leases.Lease> by) {
    return by.map(l -> l.purpose() + " since " + l.takenAt()).orElse("somebody");
  }

  /**
   * Makes sure that the host may still be changed, by renewing the lease.
   *
   * @throws FleetException (BUSY) when the lease was lost
   */
  void check() {
    renew();
    if (lost || System.nanoTime() - renewedAt > LENGTH.toNanos()) {
      throw new FleetException(
          ErrorCategory.BUSY,
          host + ": the lease was lost to somebody else, so the run stopped here. Run again.");
    }
  }

  private synchronized void renew() {
    if (closed) {
      return;
    }
    try {
      lost |= !leases.take(host, holder, purpose, LENGTH);
      renewedAt = System.nanoTime();
    } catch (RuntimeException e) {
      // Two more attempts come before it expires.
      LOG.warn("the lease of {} could not be renewed: {}", host, e.toString());
    }
  }

  @Override
  public synchronized void close() {
    closed = true;
    renewal.cancel(false);
    // A run that ends at once is interrupted, and must give back its leases all the same.
    boolean interrupted = Thread.interrupted();
    try {
      leases.release(host, holder);
    } catch (RuntimeException e) {
      // What was done is done, whatever becomes of the lease: it expires by itself.
      LOG.warn("the lease of {} could not be given back: {}", host, e.toString());
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
