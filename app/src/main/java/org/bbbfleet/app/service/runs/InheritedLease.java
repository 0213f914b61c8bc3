package org.bbbfleet.app.service.runs;

import java.time.Duration;
import java.util.List;
import org.bbbfleet.core.store.Leases;

/**
 * Leases of which one is held already by somebody who waits for the run: the run renews that one in
 * their name and does not give it back. Whoever else asks for the host meanwhile finds it taken,
 * and a run whose holder lost the host stops as if it were its own.
 */
final class InheritedLease implements Leases {
  private final Leases leases;
  private final String host;
  private final String holder;

  /**
   * Leases.
   *
   * @param host whose lease is inherited
   * @param holder who holds it
   */
  InheritedLease(Leases leases, String host, String holder) {
    this.leases = leases;
    this.host = host;
    this.holder = holder;
  }

  @Override
  public boolean take(String wanted, String by, String purpose, Duration length) {
    return leases.take(wanted, wanted.equals(host) ? holder : by, purpose, length);
  }

  @Override
  public void release(String given, String by) {
    if (!given.equals(host)) {
      leases.release(given, by);
    }
  }

  @Override
  public List<Lease> all() {
    return leases.all();
  }
}
