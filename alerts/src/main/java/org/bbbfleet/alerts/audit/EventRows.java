package org.bbbfleet.alerts.audit;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import org.jdbi.v3.core.Handle;

/** The rows of the audit trail. */
final class EventRows {
  private static final int MOST_OF_ONE_INCIDENT = 5000;

  private EventRows() {}

  static long insert(
      Handle handle,
      Instant at,
      OptionalLong incident,
      EventKind kind,
      String host,
      String alert,
      String text,
      String evidence) {
    return handle
        .createQuery(
            """
            insert into audit (at, incident_id, kind, host, alert, text, evidence)
            values (:at, :incident, :kind, :host, :alert, :text, :evidence)
            returning id
            """)
        .bind("at", at.toEpochMilli())
        .bind("incident", incident.isPresent() ? incident.getAsLong() : null)
        .bind("kind", kind.name())
        .bind("host", host)
        .bind("alert", alert)
        .bind("text", text)
        .bind("evidence", evidence)
        .mapTo(Long.class)
        .one();
  }

  static List<HealingEvent> after(Handle handle, long id, int limit) {
    return handle
        .createQuery("select * from audit where id > :id order by id limit :limit")
        .bind("id", id)
        .bind("limit", limit)
        .map((rs, context) -> row(rs))
        .list();
  }

  static long newest(Handle handle) {
    return handle.createQuery("select coalesce(max(id), 0) from audit").mapTo(Long.class).one();
  }

  static List<HealingEvent> of(Handle handle, long incident) {
    return handle
        .createQuery("select * from audit where incident_id = :incident order by id limit :limit")
        .bind("incident", incident)
        .bind("limit", MOST_OF_ONE_INCIDENT)
        .map((rs, context) -> row(rs))
        .list();
  }

  private static HealingEvent row(ResultSet rs) throws SQLException {
    long incident = rs.getLong("incident_id");
    OptionalLong owner = rs.wasNull() ? OptionalLong.empty() : OptionalLong.of(incident);
    return new HealingEvent(
        rs.getLong("id"),
        Instant.ofEpochMilli(rs.getLong("at")),
        owner,
        EventKind.valueOf(rs.getString("kind")),
        rs.getString("host"),
        rs.getString("alert"),
        rs.getString("text"),
        rs.getString("evidence"));
  }
}
