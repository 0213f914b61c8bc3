package org.bbbfleet.alerts.guard;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.bbbfleet.core.store.Leases;

/**
 * The leases of hosts, held in the name of incidents: a healer that died and came back still holds
 * its own.
 */
public final class HostLeases {
  private final Leases leases;
  private final Duration length;

  /**
   * Leases of this length.
   *
   * @param length longer than any action may take; verification renews it
   */
  public HostLeases(Leases leases, Duration length) {
    this.leases = leases;
    this.length = length;
  }

  /** Takes or renews the host for an incident: false when another holds it. */
  public boolean take(long incident, String host, String alert) {
    return leases.take(host, holder(incident), "healing " + alert, length);
  }

  /** Renews the lease when half of it is gone; does nothing if another took the host. */
  public void keep(long incident, String host, String alert, Instant now) {
    Optional<Leases.Lease> held = leases.holder(host);
    boolean mine = held.map(lease -> lease.holder().equals(holder(incident))).orElse(true);
    Instant half = now.plus(length.dividedBy(2));
    if (mine && held.map(lease -> lease.expiresAt().isBefore(half)).orElse(true)) {
      take(incident, host, alert);
    }
  }

  /** Gives the host back, if the incident has it. */
  public void release(long incident, String host) {
    leases.release(host, holder(incident));
  }

  /** Who holds it now. */
  public Optional<Leases.Lease> holder(String host) {
    return leases.holder(host);
  }

  /** In whose name an incident holds its host. */
  public static String holder(long incident) {
    return "incident-" + incident;
  }
}
