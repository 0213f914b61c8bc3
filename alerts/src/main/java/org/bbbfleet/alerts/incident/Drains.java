package org.bbbfleet.alerts.incident;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bbbfleet.alerts.action.DrainPhase;
import org.bbbfleet.core.store.Store;
import org.jdbi.v3.core.Handle;

/** The drains that run, and what drains left out of service, as the store has them. */
final class Drains {
  private final Store store;

  Drains(Store store) {
    this.store = store;
  }

  /** One for each host, those that run first. */
  List<DrainView> all() {
    Map<String, DrainView> byHost = new LinkedHashMap<>();
    store
        .jdbi()
        .useHandle(
            handle -> {
              running(handle).forEach(drain -> byHost.putIfAbsent(drain.host(), drain));
              out(handle).forEach(drain -> byHost.putIfAbsent(drain.host(), drain));
            });
    return new ArrayList<>(byHost.values());
  }

  private static List<DrainView> running(Handle handle) {
    return handle
        .createQuery(
            """
            select a.host, d.incident_id, d.entries, d.told from diary d
            join attempt a on a.incident_id = d.incident_id and a.step = d.step
            where a.action = 'drain' and a.state = 'STARTED'
            order by d.incident_id desc
            """)
        .map(
            (rs, context) -> {
              Map<String, String> entries = JsonText.read(rs.getString("entries"));
              return new DrainView(
                  rs.getString("host"),
                  rs.getLong("incident_id"),
                  true,
                  DrainPhase.of(entries).label(),
                  Instant.ofEpochMilli(Long.parseLong(entries.get(LongActions.BEGAN))),
                  DrainPhase.until(entries),
                  rs.getString("told"));
            })
        .list();
  }

  private static List<DrainView> out(Handle handle) {
    return handle
        .createQuery("select host, incident_id, since from out_of_service order by host")
        .map(
            (rs, context) ->
                new DrainView(
                    rs.getString("host"),
                    rs.getLong("incident_id"),
                    false,
                    "is out of Scalelite",
                    Instant.ofEpochMilli(rs.getLong("since")),
                    Optional.empty(),
                    ""))
        .list();
  }
}
