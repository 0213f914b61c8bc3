package org.bbbfleet.alerts.guard;

import static java.util.Objects.requireNonNull;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.bbbfleet.alerts.FleetView;
import org.bbbfleet.alerts.policy.Scope;
import org.bbbfleet.core.store.Store;
import org.jdbi.v3.core.Handle;

/** The pauses, kept in the store: they outlive the service, and end by themselves. */
public final class Pauses {
  /** The scope of a pause of everything. */
  public static final String FLEET = "fleet";

  private final Store store;
  private final Clock clock;

  public Pauses(Store store, Clock clock) {
    this.store = store;
    this.clock = clock;
  }

  /** A pause of a part of the fleet. */
  public record Pause(Scope scope, String owner, String reason, Instant since, Instant until) {
    public Pause {
      requireNonNull(scope, "scope is null");
    }
  }

  /** Begins or replaces the pause of a scope. */
  public void set(Handle handle, Pause pause) {
    handle
        .createUpdate(
            """
            insert into pause (scope, owner, reason, since, expires_at)
            values (:scope, :owner, :reason, :since, :until)
            on conflict (scope) do update
              set owner = excluded.owner, reason = excluded.reason,
                  since = excluded.since, expires_at = excluded.expires_at
            """)
        .bind("scope", pause.scope().toString())
        .bind("owner", pause.owner())
        .bind("reason", pause.reason())
        .bind("since", pause.since().toEpochMilli())
        .bind("until", pause.until().toEpochMilli())
        .execute();
  }

  /** Ends a pause: false when there was none. */
  public boolean end(Handle handle, Scope scope) {
    return handle
            .createUpdate("delete from pause where scope = :scope and expires_at > :now")
            .bind("scope", scope.toString())
            .bind("now", clock.millis())
            .execute()
        == 1;
  }

  /** The pauses that have not expired. */
  public List<Pause> all() {
    return store.jdbi().withHandle(this::all);
  }

  private List<Pause> all(Handle handle) {
    return handle
        .createQuery("select * from pause where expires_at > :now order by scope")
        .bind("now", clock.millis())
        .map((rs, context) -> row(rs))
        .list();
  }

  /**
   * The pause that covers a host now and lasts longest: of the fleet, a group, a role or its own.
   */
  public Optional<Pause> on(FleetView fleet, String host) {
    return store.jdbi().withHandle(handle -> on(handle, fleet, host));
  }

  /** The same, within a transaction. */
  Optional<Pause> on(Handle handle, FleetView fleet, String host) {
    return all(handle).stream()
        .filter(pause -> pause.scope().covers(fleet, host))
        .max(Comparator.comparing(Pause::until));
  }

  private static Pause row(ResultSet rs) throws SQLException {
    return new Pause(
        Scope.parse(rs.getString("scope")),
        rs.getString("owner"),
        rs.getString("reason"),
        Instant.ofEpochMilli(rs.getLong("since")),
        Instant.ofEpochMilli(rs.getLong("expires_at")));
  }
}
