package org.bbbfleet.alerts.incident;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bbbfleet.alerts.action.Catalogue;
import org.bbbfleet.alerts.action.Outcome;
import org.bbbfleet.alerts.action.Report;
import org.bbbfleet.alerts.audit.Plain;
import org.bbbfleet.alerts.guard.AttemptHistory;
import org.bbbfleet.core.store.Store;
import org.jdbi.v3.core.Handle;

/** The attempts in the store: planned, then started, then finished, each once. */
public final class Attempts implements AttemptHistory {
  private static final int LONGEST_OUTPUT = 8000;

  private final Store store;

  public Attempts(Store store) {
    this.store = store;
  }

  /**
   * Plans an attempt, or plans it anew if it was never started: perhaps as another action, by
   * another service's policy.
   */
  void plan(Handle handle, Incident incident, Catalogue.Bound bound, Instant now) {
    handle
        .createUpdate(
            """
            insert into attempt
              (incident_id, step, host, alert, action, parameters, state, planned_at)
            values (:incident, :step, :host, :alert, :action, :parameters, 'PLANNED', :now)
            on conflict (incident_id, step) do update
              set planned_at = excluded.planned_at, action = excluded.action,
                parameters = excluded.parameters
              where attempt.state = 'PLANNED'
            """)
        .bind("incident", incident.id())
        .bind("step", incident.step())
        .bind("host", incident.host())
        .bind("alert", incident.alert())
        .bind("action", bound.action().name())
        .bind("parameters", JsonText.write(bound.parameters()))
        .bind("now", now.toEpochMilli())
        .execute();
  }

  /** Claims the attempt: true for exactly one caller, ever. */
  boolean start(Handle handle, long incident, int step, Instant now) {
    return handle
            .createUpdate(
                """
                update attempt set state = 'STARTED', started_at = :now
                where incident_id = :incident and step = :step and state = 'PLANNED'
                """)
            .bind("incident", incident)
            .bind("step", step)
            .bind("now", now.toEpochMilli())
            .execute()
        == 1;
  }

  /** An attempt that was claimed and of which nothing left this machine is still to be made. */
  void withdraw(Handle handle, long incident, int step) {
    handle
        .createUpdate(
            """
            update attempt set state = 'PLANNED', started_at = null
            where incident_id = :incident and step = :step and state = 'STARTED'
            """)
        .bind("incident", incident)
        .bind("step", step)
        .execute();
  }

  void finish(Handle handle, long incident, int step, Report report, Instant now) {
    handle
        .createUpdate(
            """
            update attempt set state = 'FINISHED', finished_at = :now, outcome = :outcome,
              output = :output
            where incident_id = :incident and step = :step and state = 'STARTED'
            """)
        .bind("incident", incident)
        .bind("step", step)
        .bind("now", now.toEpochMilli())
        .bind("outcome", report.outcome().name())
        .bind("output", Plain.lines(report.output(), LONGEST_OUTPUT))
        .execute();
  }

  Optional<Attempt> find(Handle handle, long incident, int step) {
    return of(handle, incident).stream().filter(attempt -> attempt.step() == step).findFirst();
  }

  /** All of an incident, in order. */
  List<Attempt> of(Handle handle, long incident) {
    return handle
        .createQuery("select * from attempt where incident_id = :incident order by step")
        .bind("incident", incident)
        .map((rs, context) -> row(rs))
        .list();
  }

  /** All of an incident, in order. */
  public List<Attempt> of(long incident) {
    return store.jdbi().withHandle(handle -> of(handle, incident));
  }

  @Override
  public Optional<Instant> lastOfOthers(
      String host, String alert, Map<String, String> parameters, long incident, Instant now) {
    Optional<Instant> last =
        store
            .jdbi()
            .withHandle(
                handle ->
                    handle
                        .createQuery(
                            """
                            select max(started_at) as started_at from attempt
                            where host = :host and alert = :alert and parameters = :parameters
                              and incident_id <> :incident
                            """)
                        .bind("host", host)
                        .bind("alert", alert)
                        .bind("parameters", JsonText.write(parameters))
                        .bind("incident", incident)
                        .map((rs, context) -> Times.optional(rs, "started_at"))
                        .one());
    if (last.isPresent() && last.get().isAfter(now)) {
      notLaterThan(host, now);
      return Optional.of(now);
    }
    return last;
  }

  /** The clock was set back: what it called later happened before now. */
  private void notLaterThan(String host, Instant now) {
    store
        .jdbi()
        .useTransaction(
            handle ->
                handle
                    .createUpdate(
                        "update attempt set started_at = :now"
                            + " where host = :host and started_at > :now")
                    .bind("host", host)
                    .bind("now", now.toEpochMilli())
                    .execute());
  }

  @Override
  public int since(String host, String alert, Map<String, String> parameters, Instant since) {
    return store
        .jdbi()
        .withHandle(
            handle ->
                handle
                    .createQuery(
                        """
                        select count(*) from attempt
                        where host = :host and alert = :alert and parameters = :parameters
                          and started_at > :since
                        """)
                    .bind("host", host)
                    .bind("alert", alert)
                    .bind("parameters", JsonText.write(parameters))
                    .bind("since", since.toEpochMilli())
                    .mapTo(Integer.class)
                    .one());
  }

  private static Attempt row(ResultSet rs) throws SQLException {
    String output = rs.getString("output");
    return new Attempt(
        rs.getLong("incident_id"),
        rs.getInt("step"),
        rs.getString("action"),
        JsonText.read(rs.getString("parameters")),
        Attempt.State.valueOf(rs.getString("state")),
        Instant.ofEpochMilli(rs.getLong("planned_at")),
        Times.optional(rs, "started_at"),
        Times.optional(rs, "finished_at"),
        Optional.ofNullable(rs.getString("outcome")).map(Outcome::valueOf),
        output == null ? "" : output);
  }
}
