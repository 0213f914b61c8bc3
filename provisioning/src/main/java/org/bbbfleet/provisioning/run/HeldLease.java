package org.bbbfleet.provisioning.run;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.bbbfleet.core.error.ErrorCategory;
import org.bbbfleet.core.error.FleetException;
import org.bbbfleet.core.store.Leases;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A host's lease, renewed for as long as it is held. */
final class HeldLease implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(HeldLease.class);
  private static final Duration LENGTH = Duration.ofMinutes(2);
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
   * Takes the lease.
   *
   * @throws FleetException (BUSY) saying who holds it
   */
  static HeldLease take(Leases leases, String host, String holder, String purpose) {
    if (!leases.take(host, holder, purpose, LENGTH)) {
      String by =
          leases.holder(host).map(l -> l.purpose() + " since " + l.takenAt()).orElse("somebody");
      throw new FleetException(
          ErrorCategory.BUSY, host + ": being worked on by " + by + ". Nothing was changed.");
    }
    return new HeldLease(leases, host, holder, purpose);
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
