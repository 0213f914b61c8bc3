package org.bbbfleet.alerts.incident;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jdbi.v3.core.Handle;

/**
 * The moments in the store by which it is decided how long ago something was. Not the audit trail,
 * which says what the clock said.
 */
final class StoredTimes {
  private record Column(String table, String name, String where) {}

  private static final String OPEN = "state not in ('HEALED', 'RESOLVED')";

  /** What has happened. */
  private static final List<Column> PAST =
      List.of(
          new Column("attempt", "planned_at", "true"),
          new Column("attempt", "started_at", "true"),
          new Column("attempt", "finished_at", "true"),
          new Column("incident", "opened_at", "true"),
          new Column("incident", "closed_at", "true"),
          new Column("incident", "waiting_since", OPEN),
          new Column("incident", "well_since", OPEN),
          new Column("approval", "asked_at", "decided_at is null"),
          new Column("escalation", "raised_at", "closed_at is null"),
          new Column("escalation", "posted_at", "closed_at is null"),
          new Column("escalation", "called_at", "closed_at is null"),
          new Column("early_end", "at", "true"),
          new Column("pause", "since", "true"));

  /** What is to come; these keep the length that was left. */
  private static final List<Column> FUTURE =
      List.of(
          new Column("incident", "verify_since", OPEN),
          new Column("incident", "verify_until", OPEN),
          new Column("pause", "expires_at", "true"),
          new Column("healing_storm", "until", "true"));

  private StoredTimes() {}

  /** Nothing longer ago than this counts for anything. */
  private static final Duration FORGOTTEN = Duration.ofDays(2);

  /** The clock has jumped: what lies so far back, or ahead, still does. */
  static void shift(Handle handle, Instant now, Duration by) {
    Instant before = now.minus(by);
    for (Column column : PAST) {
      shift(handle, column, before.minus(FORGOTTEN), by);
    }
    for (Column column : FUTURE) {
      shift(handle, column, before.minus(FORGOTTEN), by);
    }
  }

  private static void shift(Handle handle, Column column, Instant after, Duration by) {
    handle
        .createUpdate(
            "update %1$s set %2$s = %2$s + :by where %3$s and %2$s > :after"
                .formatted(column.table, column.name, column.where))
        .bind("by", by.toMillis())
        .bind("after", Math.max(0, after.toEpochMilli()))
        .execute();
  }

  /** The clock was set back while nobody looked: what it called later happened before now. */
  static void notAfter(Handle handle, Instant now) {
    for (Column column : PAST) {
      handle
          .createUpdate(
              "update %1$s set %2$s = :now where %3$s and %2$s > :now"
                  .formatted(column.table, column.name, column.where))
          .bind("now", now.toEpochMilli())
          .execute();
    }
  }
}
