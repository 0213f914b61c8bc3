package org.bbbfleet.core.store;

import static java.util.Objects.requireNonNull;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Leases in the store that several processes may share. */
final class StoreLeases implements Leases {
  private final Store store;
  private final Clock clock;

  StoreLeases(Store store, Clock clock) {
    this.store = requireNonNull(store, "store is null");
    this.clock = requireNonNull(clock, "clock is null");
  }

  @Override
  public boolean take(String host, String holder, String purpose, Duration length) {
    long now = clock.millis();
    return store
            .jdbi()
            .inTransaction(
                handle ->
                    handle
                        .createUpdate(
                            """
                        insert into lease (host, holder, purpose, taken_at, expires_at)
                        values (:host, :holder, :purpose, :now, :until)
                        on conflict (host) do update
                          set holder = excluded.holder, purpose = excluded.purpose,
                              taken_at = case
                                when lease.holder = excluded.holder and lease.expires_at > :now
                                then lease.taken_at else excluded.taken_at end,
                              expires_at = excluded.expires_at
                          where lease.holder = excluded.holder or lease.expires_at <= :now
                        """)
                        .bind("host", host)
                        .bind("holder", holder)
                        .bind("purpose", purpose)
                        .bind("now", now)
                        .bind("until", now + length.toMillis())
                        .execute())
        == 1;
  }

  @Override
  public void release(String host, String holder) {
    store
        .jdbi()
        .useHandle(
            handle ->
                handle
                    .createUpdate("delete from lease where host = :host and holder = :holder")
                    .bind("host", host)
                    .bind("holder", holder)
                    .execute());
  }

  @Override
  public List<Lease> all() {
    return store
        .jdbi()
        .withHandle(
            handle ->
                handle
                    .createQuery("select * from lease where expires_at > :now order by host")
                    .bind("now", clock.millis())
                    .map(
                        (rs, ctx) ->
                            new Lease(
                                rs.getString("host"),
                                rs.getString("holder"),
                                rs.getString("purpose"),
                                Instant.ofEpochMilli(rs.getLong("taken_at")),
                                Instant.ofEpochMilli(rs.getLong("expires_at"))))
                    .list());
  }
}
