package org.bbbfleet.alerts.escalation;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.bbbfleet.core.store.Store;
import org.jdbi.v3.core.Handle;

/** The escalations in the store: raised with the incident, closed when people know it is over. */
public final class Escalations {
  private final Store store;

  public Escalations(Store store) {
    this.store = store;
  }

  /**
   * One escalation.
   *
   * @param posted when Alertmanager last took it
   * @param called when a direct channel last took it
   * @param takenBy who takes care of it
   * @param ended when no person was wanted any more
   */
  record Row(
      long incident,
      Instant raised,
      Optional<Instant> posted,
      Optional<Instant> called,
      Optional<String> takenBy,
      Optional<Instant> ended) {
    boolean wanted() {
      return takenBy.isEmpty() && ended.isEmpty();
    }
  }

  /** A person is wanted, within the change that says so. */
  public void raise(Handle handle, long incident, Instant now) {
    handle
        .createUpdate(
            """
            insert into escalation (incident_id, raised_at) values (:incident, :now)
            on conflict (incident_id) do update set raised_at = excluded.raised_at,
              posted_at = null, called_at = null, taken_by = null, ended_at = null, closed_at = null
            """)
        .bind("incident", incident)
        .bind("now", now.toEpochMilli())
        .execute();
  }

  /** No person is wanted any more. */
  public void end(Handle handle, long incident, Instant now) {
    set(handle, "ended_at", incident, now);
  }

  /** A person takes care of it: false when none is wanted, or somebody does already. */
  public boolean take(Handle handle, long incident, String who) {
    return handle
            .createUpdate(
                """
                update escalation set taken_by = :who
                where incident_id = :incident and taken_by is null and ended_at is null
                """)
            .bind("who", who)
            .bind("incident", incident)
            .execute()
        == 1;
  }

  void posted(Handle handle, long incident, Instant now) {
    set(handle, "posted_at", incident, now);
  }

  void called(Handle handle, long incident, Instant now) {
    set(handle, "called_at", incident, now);
  }

  void closed(Handle handle, long incident, Instant now) {
    set(handle, "closed_at", incident, now);
  }

  private static void set(Handle handle, String column, long incident, Instant now) {
    handle
        .createUpdate("update escalation set " + column + " = :now where incident_id = :incident")
        .bind("now", now.toEpochMilli())
        .bind("incident", incident)
        .execute();
  }

  /** What is not closed, first what nobody was told of for the longest time. */
  List<Row> open(int limit) {
    return store
        .jdbi()
        .withHandle(
            handle ->
                handle
                    .createQuery(
                        """
                        select * from escalation where closed_at is null
                        order by
                          case when coalesce(posted_at, 0) > coalesce(called_at, 0)
                            then posted_at else coalesce(called_at, 0) end,
                          incident_id
                        limit :limit
                        """)
                    .bind("limit", limit)
                    .map((rs, context) -> row(rs))
                    .list());
  }

  private static Row row(ResultSet rs) throws SQLException {
    return new Row(
        rs.getLong("incident_id"),
        Instant.ofEpochMilli(rs.getLong("raised_at")),
        time(rs, "posted_at"),
        time(rs, "called_at"),
        Optional.ofNullable(rs.getString("taken_by")),
        time(rs, "ended_at"));
  }

  private static Optional<Instant> time(ResultSet rs, String column) throws SQLException {
    long millis = rs.getLong(column);
    return rs.wasNull() ? Optional.empty() : Optional.of(Instant.ofEpochMilli(millis));
  }
}
