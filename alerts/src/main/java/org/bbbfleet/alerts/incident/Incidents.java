package org.bbbfleet.alerts.incident;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.bbbfleet.alerts.guard.Waits;
import org.bbbfleet.alerts.intake.Alert;
import org.bbbfleet.core.store.Store;
import org.jdbi.v3.core.Handle;

/** The incidents in the store. */
public final class Incidents {
  private static final int MOST_WAITING = 200;

  private final Store store;

  public Incidents(Store store) {
    this.store = store;
  }

  /** Opens an incident for an alert unless it has one: the id of the new one. */
  OptionalLong open(Handle handle, Alert alert, Instant now) {
    return handle
        .createQuery(
            """
            insert into incident (fingerprint, starts_at_text, alert, host, labels, state, reason,
              step, opened_at, waiting_guard, waiting_since, verify_since, verify_until)
            values (:fingerprint, :startsAt, :alert, :host, :labels, 'OPEN', 'just arrived',
              0, :now, '', 0, 0, 0)
            on conflict (fingerprint, starts_at_text) do nothing
            returning id
            """)
        .bind("fingerprint", alert.fingerprint())
        .bind("startsAt", alert.startsAt().toString())
        .bind("alert", alert.name())
        .bind("host", alert.host())
        .bind("labels", JsonText.write(alert.labels()))
        .bind("now", now.toEpochMilli())
        .mapTo(Long.class)
        .findOne()
        .map(OptionalLong::of)
        .orElse(OptionalLong.empty());
  }

  Optional<Incident> of(Handle handle, Alert alert) {
    return handle
        .createQuery(
            "select * from incident where fingerprint = :fingerprint and starts_at_text = :startsAt")
        .bind("fingerprint", alert.fingerprint())
        .bind("startsAt", alert.startsAt().toString())
        .map((rs, context) -> row(rs))
        .findOne();
  }

  /** The incident of an alert, if it has one. */
  Optional<Incident> of(Alert alert) {
    return store.jdbi().withHandle(handle -> of(handle, alert));
  }

  Optional<Incident> find(Handle handle, long id) {
    return handle
        .createQuery("select * from incident where id = :id")
        .bind("id", id)
        .map((rs, context) -> row(rs))
        .findOne();
  }

  Optional<Incident> find(long id) {
    return store.jdbi().withHandle(handle -> find(handle, id));
  }

  /** The newest incidents and those that wait for a person, newest first. */
  List<Incident> newest(int limit) {
    return store
        .jdbi()
        .withHandle(
            handle ->
                handle
                    .createQuery(
                        """
                        select * from incident
                        where id in (select id from incident order by id desc limit :limit)
                          or id in (
                            select id from incident where state in ('WAITING_APPROVAL', 'ESCALATED')
                            order by id desc limit :waiting)
                        order by id desc
                        """)
                    .bind("limit", limit)
                    .bind("waiting", MOST_WAITING)
                    .map((rs, context) -> row(rs))
                    .list());
  }

  /** Those that are not closed, oldest first. */
  List<Long> open() {
    return store
        .jdbi()
        .withHandle(
            handle ->
                handle
                    .createQuery(
                        "select id from incident where state not in ('HEALED', 'RESOLVED')"
                            + " order by id")
                    .mapTo(Long.class)
                    .list());
  }

  /** Those that Alertmanager may still say something about: not closed, or healed lately. */
  List<Incident> watched(Instant healedAfter) {
    return store
        .jdbi()
        .withHandle(
            handle ->
                handle
                    .createQuery(
                        """
                        select * from incident
                        where state not in ('HEALED', 'RESOLVED')
                          or (state = 'HEALED' and resolved_at is null and closed_at > :after)
                        order by id
                        """)
                    .bind("after", healedAfter.toEpochMilli())
                    .map((rs, context) -> row(rs))
                    .list());
  }

  /** Gives an incident the name by which Alertmanager knows its alert. */
  void rename(Handle handle, long id, Alert alert) {
    handle
        .createUpdate(
            """
            update incident set fingerprint = :fingerprint, starts_at_text = :startsAt,
              labels = :labels
            where id = :id
            """)
        .bind("fingerprint", alert.fingerprint())
        .bind("startsAt", alert.startsAt().toString())
        .bind("labels", JsonText.write(alert.labels()))
        .bind("id", id)
        .execute();
  }

  /** The incidents of an alert's name that are not closed, whose fingerprint begins so. */
  List<Incident> openOf(Handle handle, String alert, String prefix) {
    return handle
        .createQuery(
            """
            select * from incident
            where state not in ('HEALED', 'RESOLVED') and alert = :alert
              and fingerprint >= :prefix and fingerprint < :prefix || '~'
            order by id
            """)
        .bind("alert", alert)
        .bind("prefix", prefix)
        .map((rs, context) -> row(rs))
        .list();
  }

  /** How many stand where, as far as they are not closed. */
  Map<IncidentState, Integer> counts() {
    Map<IncidentState, Integer> counts = new EnumMap<>(IncidentState.class);
    store
        .jdbi()
        .useHandle(
            handle ->
                handle
                    .createQuery(
                        "select state, count(*) as n from incident"
                            + " where state not in ('HEALED', 'RESOLVED') group by state")
                    .map(
                        (rs, context) ->
                            counts.put(
                                IncidentState.valueOf(rs.getString("state")), rs.getInt("n")))
                    .list());
    return counts;
  }

  void state(Handle handle, long id, IncidentState state, String reason, Instant now) {
    handle
        .createUpdate(
            """
            update incident set state = :state, reason = :reason, waiting_guard = '',
              waited = '{}',
              closed_at = :closed
            where id = :id
            """)
        .bind("state", state.name())
        .bind("reason", reason)
        .bind("closed", state.closed() ? now.toEpochMilli() : null)
        .bind("id", id)
        .execute();
  }

  void waiting(Handle handle, long id, Waits waits, String reason) {
    Map<String, String> before = new TreeMap<>();
    waits.before().forEach((guard, length) -> before.put(guard, "" + length.toMillis()));
    handle
        .createUpdate(
            "update incident set waiting_guard = :guard, waiting_since = :since, waited = :before,"
                + " reason = :reason where id = :id")
        .bind("guard", waits.guard())
        .bind("since", waits.since().toEpochMilli())
        .bind("before", JsonText.write(before))
        .bind("reason", reason)
        .bind("id", id)
        .execute();
  }

  void step(Handle handle, long id, int step) {
    handle
        .createUpdate("update incident set step = :step where id = :id")
        .bind("step", step)
        .bind("id", id)
        .execute();
  }

  void verify(Handle handle, long id, Instant since, Instant until) {
    handle
        .createUpdate(
            "update incident set verify_since = :since, verify_until = :until, well_since = 0"
                + " where id = :id")
        .bind("since", since.toEpochMilli())
        .bind("until", until.toEpochMilli())
        .bind("id", id)
        .execute();
  }

  /** Since when the signal has been well; the epoch when it is not. */
  void wellSince(Handle handle, long id, Instant since) {
    handle
        .createUpdate("update incident set well_since = :since where id = :id")
        .bind("since", since.toEpochMilli())
        .bind("id", id)
        .execute();
  }

  /** An incident that was over begins again: what it waited for and when it ended is forgotten. */
  void reopen(Handle handle, long id, String reason) {
    handle
        .createUpdate(
            """
            update incident set state = 'OPEN', reason = :reason, waiting_guard = '',
              waited = '{}',
              closed_at = null, resolved_at = null
            where id = :id
            """)
        .bind("reason", reason)
        .bind("id", id)
        .execute();
  }

  void unresolved(Handle handle, long id) {
    handle
        .createUpdate("update incident set resolved_at = null where id = :id")
        .bind("id", id)
        .execute();
  }

  void resolved(Handle handle, long id, Instant now) {
    handle
        .createUpdate("update incident set resolved_at = :now where id = :id")
        .bind("now", now.toEpochMilli())
        .bind("id", id)
        .execute();
  }

  private static Incident row(ResultSet rs) throws SQLException {
    return new Incident(
        rs.getLong("id"),
        rs.getString("fingerprint"),
        Instant.parse(rs.getString("starts_at_text")),
        rs.getString("alert"),
        rs.getString("host"),
        JsonText.read(rs.getString("labels")),
        IncidentState.valueOf(rs.getString("state")),
        rs.getString("reason"),
        rs.getInt("step"),
        Instant.ofEpochMilli(rs.getLong("opened_at")),
        Times.optional(rs, "closed_at"),
        Times.optional(rs, "resolved_at"),
        waits(rs),
        Instant.ofEpochMilli(rs.getLong("verify_since")),
        Instant.ofEpochMilli(rs.getLong("verify_until")),
        Optional.of(Instant.ofEpochMilli(rs.getLong("well_since")))
            .filter(since -> !since.equals(Instant.EPOCH)));
  }

  private static Waits waits(ResultSet rs) throws SQLException {
    Map<String, Duration> before = new TreeMap<>();
    JsonText.read(rs.getString("waited"))
        .forEach((guard, millis) -> before.put(guard, Duration.ofMillis(Long.parseLong(millis))));
    return new Waits(
        rs.getString("waiting_guard"), Instant.ofEpochMilli(rs.getLong("waiting_since")), before);
  }
}
