package org.bbbfleet.core.store;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * One lease per host: whoever holds it may change the host, nobody else. A holder that dies loses
 * it when it expires, or at once where {@link LeaseHolder} shows that it is dead.
 */
public interface Leases {

  /** The leases of a store, shared by all processes that open it. */
  static Leases in(Store store, Clock clock) {
    return new StoreLeases(store, clock);
  }

  /**
   * A lease.
   *
   * @param host the host it covers
   * @param holder who holds it, unique per run or action; see {@link LeaseHolder}
   * @param purpose what for, for people
   */
  record Lease(String host, String holder, String purpose, Instant takenAt, Instant expiresAt) {}

  /**
   * Takes or renews the lease: true when the holder has it afterwards, false when another's has not
   * yet expired.
   */
  boolean take(String host, String holder, String purpose, Duration length);

  /** Gives the lease back; does nothing when somebody else holds it. */
  void release(String host, String holder);

  /** All leases that have not expired. */
  List<Lease> all();

  /** Who holds the host now, if anybody. */
  default Optional<Lease> holder(String host) {
    return all().stream().filter(lease -> lease.host().equals(host)).findFirst();
  }
}
