package org.bbbfleet.alerts.audit;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;

/** The rows of the audit trail, each linked to the one before by its hash. */
final class EventRows {
  private static final int MOST_OF_ONE_INCIDENT = 5000;

  private EventRows() {}

  /**
   * A row with its links.
   *
   * @param kind its kind's name, which a newer version may have written
   * @param before the hash of the row before, as this one has it
   * @param hash its own hash, as it has it
   */
  record Linked(HealingEvent event, String kind, String before, String hash) {}

  /** The last row's place and hash. */
  static AuditHead head(Handle handle) {
    return handle
        .createQuery("select id, hash from audit order by id desc limit 1")
        .map((rs, context) -> new AuditHead(rs.getLong("id"), rs.getString("hash")))
        .findOne()
        .orElse(new AuditHead(0, AuditHash.BEGINNING));
  }

  /** The highest id that was ever given, as the database remembers it apart from the rows. */
  static OptionalLong highest(Handle handle) {
    return handle
        .createQuery("select seq from sqlite_sequence where name = 'audit'")
        .mapTo(Long.class)
        .findOne()
        .map(OptionalLong::of)
        .orElse(OptionalLong.empty());
  }

  /** The id of the next row: never one that was given before, even if that row is gone. */
  static long next(Handle handle, AuditHead head) {
    return Math.max(head.sequence(), highest(handle).orElse(0)) + 1;
  }

  /** Writes a row behind the last one; the transaction must hold the write lock. */
  static void insert(Handle handle, HealingEvent event, AuditHead head) {
    handle
        .createUpdate(
            """
            insert into audit (id, at, incident_id, kind, host, alert, text, evidence,
              who, why, output, took_ms, before_hash, hash)
            values (:id, :at, :incident, :kind, :host, :alert, :text, :evidence,
              :who, :why, :output, :took, :before, :hash)
            """)
        .bind("id", event.id())
        .bind("at", event.at().toEpochMilli())
        .bind("incident", event.incident().isPresent() ? event.incident().getAsLong() : null)
        .bind("kind", event.kind().name())
        .bind("host", event.host())
        .bind("alert", event.alert())
        .bind("text", event.text())
        .bind("evidence", event.evidence())
        .bind("who", event.who())
        .bind("why", event.why())
        .bind("output", event.output())
        .bind("took", event.took().map(Duration::toMillis).orElse(null))
        .bind("before", head.hash())
        .bind("hash", AuditHash.of(head.hash(), event, event.kind().name()))
        .execute();
  }

  static List<HealingEvent> after(Handle handle, long id, int limit) {
    return events(
        handle
            .createQuery("select * from audit where id > :id order by id limit :limit")
            .bind("id", id)
            .bind("limit", limit));
  }

  static long newest(Handle handle) {
    return handle.createQuery("select coalesce(max(id), 0) from audit").mapTo(Long.class).one();
  }

  static List<HealingEvent> of(Handle handle, long incident) {
    return events(
        handle
            .createQuery(
                "select * from audit where incident_id = :incident order by id limit :limit")
            .bind("incident", incident)
            .bind("limit", MOST_OF_ONE_INCIDENT));
  }

  /** The newest rows before an id, of one host if it is not empty; newest first. */
  static List<HealingEvent> before(Handle handle, long id, String host, int limit) {
    return events(
        handle
            .createQuery(
                """
                select * from audit where id < :id and (:host = '' or host = :host)
                order by id desc limit :limit
                """)
            .bind("id", id)
            .bind("host", host)
            .bind("limit", limit));
  }

  static Optional<Linked> find(Handle handle, long id) {
    return handle
        .createQuery("select * from audit where id = :id")
        .bind("id", id)
        .map((rs, context) -> linked(rs))
        .findOne();
  }

  /** All rows in their order; close it. */
  static Stream<Linked> all(Handle handle) {
    return handle
        .createQuery("select * from audit order by id")
        .setFetchSize(500)
        .map((rs, context) -> linked(rs))
        .stream();
  }

  private static List<HealingEvent> events(Query query) {
    return query.map((rs, context) -> row(rs)).list();
  }

  private static Linked linked(ResultSet rs) throws SQLException {
    return new Linked(
        row(rs), rs.getString("kind"), rs.getString("before_hash"), rs.getString("hash"));
  }

  private static HealingEvent row(ResultSet rs) throws SQLException {
    long incident = rs.getLong("incident_id");
    OptionalLong owner = rs.wasNull() ? OptionalLong.empty() : OptionalLong.of(incident);
    long took = rs.getLong("took_ms");
    Optional<Duration> length =
        rs.wasNull() ? Optional.empty() : Optional.of(Duration.ofMillis(took));
    return new HealingEvent(
        rs.getLong("id"),
        Instant.ofEpochMilli(rs.getLong("at")),
        owner,
        kind(rs.getString("kind")),
        rs.getString("host"),
        rs.getString("alert"),
        rs.getString("who"),
        rs.getString("text"),
        rs.getString("why"),
        rs.getString("evidence"),
        rs.getString("output"),
        length);
  }

  // A kind that this version does not know must not keep the trail from being read and checked.
  private static EventKind kind(String name) throws SQLException {
    for (EventKind kind : EventKind.values()) {
      if (kind.name().equals(name)) {
        return kind;
      }
    }
    return EventKind.UNKNOWN;
  }
}
