package org.bbbfleet.alerts.incident;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bbbfleet.alerts.guard.FleetActivity;
import org.bbbfleet.core.store.Store;
import org.jdbi.v3.core.Handle;

/** What is going on, from the incidents and attempts in the store. */
final class Activity implements FleetActivity {
  /** A planned attempt that did not begin within this time will not begin. */
  private static final Duration PLANNED_FOR = Duration.ofMinutes(1);

  private final Store store;

  Activity(Store store) {
    this.store = store;
  }

  @Override
  public List<Seen> standing() {
    return store.jdbi().withHandle(this::standing);
  }

  @Override
  public List<Seen> standing(Handle handle) {
    return handle
        .createQuery(
            "select id, host, alert, state, opened_at from incident"
                + " where state not in ('HEALED', 'RESOLVED') order by id")
        .map((rs, context) -> seen(rs))
        .list();
  }

  @Override
  public List<Seen> openedSince(Instant since) {
    return store
        .jdbi()
        .withHandle(
            handle ->
                handle
                    .createQuery(
                        "select id, host, alert, state, opened_at from incident"
                            + " where opened_at > :since order by id")
                    .bind("since", since.toEpochMilli())
                    .map((rs, context) -> seen(rs))
                    .list());
  }

  @Override
  public Map<String, Instant> touchedSince(Instant since) {
    return store.jdbi().withHandle(handle -> touchedSince(handle, since));
  }

  @Override
  public Map<String, Instant> touchedSince(Handle handle, Instant since) {
    Map<String, Instant> touched = new HashMap<>();
    handle
        .createQuery(
            """
            select host, max(coalesce(started_at, planned_at)) as touched_at from attempt
            where started_at > :since
              or (state = 'PLANNED' and planned_at > :since and planned_at > :planned)
            group by host
            """)
        .bind("since", since.toEpochMilli())
        .bind("planned", now(handle).minus(PLANNED_FOR).toEpochMilli())
        .map(
            (rs, context) ->
                touched.put(rs.getString("host"), Instant.ofEpochMilli(rs.getLong("touched_at"))))
        .list();
    return touched;
  }

  @Override
  public Set<String> outOfService() {
    return store
        .jdbi()
        .withHandle(
            handle ->
                handle.createQuery("select host from out_of_service").mapTo(String.class).set());
  }

  /** The newest moment that the store knows of: plans are compared with each other. */
  private static Instant now(Handle handle) {
    return handle
        .createQuery("select max(planned_at) from attempt")
        .mapTo(Long.class)
        .findFirst()
        .map(Instant::ofEpochMilli)
        .orElse(Instant.EPOCH);
  }

  private static Seen seen(ResultSet rs) throws SQLException {
    IncidentState state = IncidentState.valueOf(rs.getString("state"));
    return new Seen(
        rs.getLong("id"),
        rs.getString("host"),
        rs.getString("alert"),
        state == IncidentState.ACTING || state == IncidentState.VERIFYING,
        Instant.ofEpochMilli(rs.getLong("opened_at")));
  }
}
