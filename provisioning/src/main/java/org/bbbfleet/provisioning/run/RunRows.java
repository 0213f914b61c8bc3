package org.bbbfleet.provisioning.run;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** The tables of {@link Runs}. */
final class RunRows {
  private static final int LONGEST_DIFF = 64 * 1024;
  private static final int LONGEST_TEXT = 16 * 1024;
  private static final int LONGEST_DOING = 300;

  private RunRows() {}

  /** A row of runs with the counts of its hosts. */
  record Row(
      RunRequest request,
      Instant beatAt,
      Optional<Instant> finishedAt,
      RunState state,
      String stopped,
      int done,
      int failed,
      int changes) {

    Runs.Summary summary(Instant silentSince, Instant now) {
      boolean silent = state == RunState.RUNNING && beatAt.isBefore(silentSince);
      Instant until = finishedAt.orElse(silent ? beatAt : now);
      return new Runs.Summary(
          request,
          silent ? RunState.INTERRUPTED : state,
          stopped,
          Duration.between(request.startedAt(), until),
          done,
          failed,
          changes);
    }
  }

  static void insert(Handle handle, RunRequest request, long now) {
    int rows =
        handle
            .createUpdate(
                """
                insert into provision_run (id, kind, request, started_at, beat_at, state)
                values (:id, :kind, :request, :started, :now, 'RUNNING')
                on conflict (id) do nothing
                """)
            .bind("id", request.id())
            .bind("kind", request.kind().name())
            .bind("request", RunJson.write(request))
            .bind("started", request.startedAt().toEpochMilli())
            .bind("now", now)
            .execute();
    if (rows == 0) {
      return;
    }
    for (int i = 0; i < request.hosts().size(); i++) {
      handle
          .createUpdate(
              """
              insert into provision_run_host (run, host, place, state)
              values (:run, :host, :place, '')
              on conflict (run, host) do nothing
              """)
          .bind("run", request.id())
          .bind("host", request.hosts().get(i))
          .bind("place", i)
          .execute();
    }
  }

  /** Says that the run is alive; false when it is over or was never there. */
  static boolean beat(Handle handle, String run, long now) {
    return handle
            .createUpdate(
                "update provision_run set beat_at = :now where id = :run and state = 'RUNNING'")
            .bind("run", run)
            .bind("now", now)
            .execute()
        == 1;
  }

  static void doing(Handle handle, String run, String host, String what) {
    handle
        .createUpdate(
            """
            update provision_run_host set doing = :what
            where run = :run and host = :host and report is null
            """)
        .bind("run", run)
        .bind("host", host)
        .bind("what", cut(what, LONGEST_DOING))
        .execute();
  }

  static void done(Handle handle, String run, HostReport report) {
    handle
        .createUpdate(
            """
            update provision_run_host
            set doing = '', state = :state, changes = :changes, report = :report
            where run = :run and host = :host
            """)
        .bind("run", run)
        .bind("host", report.host())
        .bind("state", report.state().name())
        .bind("changes", report.changed())
        .bind("report", RunJson.write(bounded(report)))
        .execute();
  }

  private static HostReport bounded(HostReport report) {
    List<ChangeReport> changes = new ArrayList<>();
    int left = LONGEST_DIFF;
    for (ChangeReport change : report.changes()) {
      String diff =
          change.diff().length() <= left ? change.diff() : "(a long difference, not kept)\n";
      left = Math.max(0, left - diff.length());
      changes.add(change.withDiff(diff));
    }
    return report.with(changes, cut(report.failure(), LONGEST_TEXT));
  }

  static void end(Handle handle, String run, RunState state, String stopped, long now) {
    handle
        .createUpdate(
            """
            update provision_run set state = :state, stopped = :stopped, finished_at = :now
            where id = :run
            """)
        .bind("run", run)
        .bind("state", state.name())
        .bind("stopped", cut(stopped, LONGEST_TEXT))
        .bind("now", now)
        .execute();
  }

  /** Removes all but the newest of a kind; those stay that gave a sign of life since then. */
  static void delete(Handle handle, String run) {
    handle.createUpdate("delete from provision_run where id = :run").bind("run", run).execute();
  }

  static void prune(Handle handle, RunReport.Kind kind, int kept, long silentSince) {
    handle
        .createUpdate(
            """
            delete from provision_run where kind = :kind and id not in (
              select id from provision_run where kind = :kind
              order by started_at desc, id desc limit :kept)
            and (state <> 'RUNNING' or beat_at < :silent)
            """)
        .bind("silent", silentSince)
        .bind("kind", kind.name())
        .bind("kept", kept)
        .execute();
  }

  private static final String SELECT =
      """
      select r.*,
        (select count(*) from provision_run_host h where h.run = r.id and h.report is not null)
          as done,
        (select count(*) from provision_run_host h where h.run = r.id and h.state = 'FAILED')
          as failed,
        (select coalesce(sum(h.changes), 0) from provision_run_host h where h.run = r.id)
          as changes
      from provision_run r
      """;

  static List<Row> newest(Handle handle, int most) {
    return rows(handle.createQuery(SELECT + "order by started_at desc, id desc limit :most"), most);
  }

  static List<Row> find(Handle handle, String id, int most) {
    return rows(
        handle
            .createQuery(
                SELECT + "where substr(id, 1, :length) = :id order by length(id), id limit :most")
            .bind("id", id)
            .bind("length", id.length()),
        most);
  }

  private static List<Row> rows(org.jdbi.v3.core.statement.Query query, int most) {
    return query
        .bind("most", most)
        .map(
            (rs, ctx) -> {
              long finished = rs.getLong("finished_at");
              boolean running = rs.wasNull();
              return new Row(
                  RunJson.read(rs.getString("request"), RunRequest.class),
                  Instant.ofEpochMilli(rs.getLong("beat_at")),
                  running ? Optional.empty() : Optional.of(Instant.ofEpochMilli(finished)),
                  RunState.valueOf(rs.getString("state")),
                  rs.getString("stopped"),
                  rs.getInt("done"),
                  rs.getInt("failed"),
                  rs.getInt("changes"));
            })
        .list();
  }

  static List<Runs.HostEntry> hosts(Handle handle, String run) {
    return handle
        .createQuery("select * from provision_run_host where run = :run order by place")
        .bind("run", run)
        .map(
            (rs, ctx) ->
                new Runs.HostEntry(
                    rs.getString("host"),
                    rs.getString("doing"),
                    Optional.ofNullable(rs.getString("report"))
                        .map(json -> RunJson.read(json, HostReport.class))))
        .list();
  }

  private static String cut(String text, int longest) {
    String safe = text == null ? "" : text;
    return safe.length() <= longest ? safe : safe.substring(0, longest) + "…";
  }
}
