package org.bbbfleet.alerts.incident;

import java.time.Instant;
import org.bbbfleet.alerts.intake.Alert;
import org.bbbfleet.core.store.Store;
import org.jdbi.v3.core.Handle;

/** Ends of alerts that were told before their beginnings. */
final class EarlyEnds {
  private final Store store;

  EarlyEnds(Store store) {
    this.store = store;
  }

  /** Whether an alert's end was told before its beginning, after a time. */
  boolean has(Handle handle, Alert alert, Instant after) {
    return handle
            .createQuery(
                """
                select count(*) from early_end
                where fingerprint = :fingerprint and starts_at_text = :startsAt and at > :after
                """)
            .bind("fingerprint", alert.fingerprint())
            .bind("startsAt", alert.startsAt().toString())
            .bind("after", after.toEpochMilli())
            .mapTo(Integer.class)
            .one()
        > 0;
  }

  /** Notes that an alert's end was told before its beginning. */
  void note(Handle handle, Alert alert, Instant now) {
    handle
        .createUpdate(
            """
            insert into early_end (fingerprint, starts_at_text, at)
            values (:fingerprint, :startsAt, :now)
            on conflict (fingerprint, starts_at_text) do nothing
            """)
        .bind("fingerprint", alert.fingerprint())
        .bind("startsAt", alert.startsAt().toString())
        .bind("now", now.toEpochMilli())
        .execute();
  }

  /** Forgets ends that were told before their beginnings longer ago. */
  void forget(Instant before) {
    store
        .jdbi()
        .useTransaction(
            handle ->
                handle
                    .createUpdate("delete from early_end where at < :before")
                    .bind("before", before.toEpochMilli())
                    .execute());
  }
}
