package org.bbbfleet.alerts.incident;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.bbbfleet.core.store.Store;
import org.jdbi.v3.core.Handle;

/** The diaries of long actions in the store, one per attempt. */
final class Diaries {
  private final Store store;

  Diaries(Store store) {
    this.store = store;
  }

  /** Opens an attempt's diary, in the transaction that starts it. */
  void open(Handle handle, long incident, int step, Map<String, String> entries) {
    handle
        .createUpdate(
            "insert into diary (incident_id, step, entries, told)"
                + " values (:incident, :step, :entries, '')")
        .bind("incident", incident)
        .bind("step", step)
        .bind("entries", JsonText.write(entries))
        .execute();
  }

  /** What is in it; empty when the attempt has none: it is no long action, or was a dry run. */
  Optional<Map<String, String>> entries(long incident, int step) {
    return store
        .jdbi()
        .withHandle(
            handle ->
                column(handle, "entries", incident, step)
                    .map(text -> new TreeMap<>(JsonText.read(text))));
  }

  void note(long incident, int step, Map<String, String> some) {
    store
        .jdbi()
        .useTransaction(
            handle -> {
              Map<String, String> all =
                  new TreeMap<>(
                      JsonText.read(column(handle, "entries", incident, step).orElseThrow()));
              all.putAll(some);
              set(handle, "entries", JsonText.write(all), incident, step);
            });
  }

  /** Remembers what was told: false when that was told last, too. */
  boolean told(Handle handle, long incident, int step, String text) {
    if (column(handle, "told", incident, step).filter(text::equals).isPresent()) {
      return false;
    }
    set(handle, "told", text, incident, step);
    return true;
  }

  Optional<String> calledOff(long incident, int step) {
    return store.jdbi().withHandle(handle -> column(handle, "called_off", incident, step));
  }

  /** The incident under which such a long action runs on a host. */
  OptionalLong running(Handle handle, String host, String action) {
    return handle
        .createQuery(
            """
            select d.incident_id from diary d
            join attempt a on a.incident_id = d.incident_id and a.step = d.step
            where a.host = :host and a.action = :action and a.state = 'STARTED'
            order by d.incident_id desc
            """)
        .bind("host", host)
        .bind("action", action)
        .mapTo(Long.class)
        .findFirst()
        .map(OptionalLong::of)
        .orElse(OptionalLong.empty());
  }

  /** Calls it off; what was said first stays. */
  void callOff(Handle handle, long incident, int step, String why) {
    if (column(handle, "called_off", incident, step).isEmpty()) {
      set(handle, "called_off", why, incident, step);
    }
  }

  /** Notes that a host serves nobody. */
  void outOfService(String host, long incident, Instant since, String why) {
    store
        .jdbi()
        .useTransaction(
            handle ->
                handle
                    .createUpdate(
                        """
                        insert into out_of_service (host, incident_id, since, why)
                        values (:host, :incident, :since, :why)
                        on conflict (host) do update
                          set incident_id = excluded.incident_id, why = excluded.why
                        """)
                    .bind("host", host)
                    .bind("incident", incident)
                    .bind("since", since.toEpochMilli())
                    .bind("why", why)
                    .execute());
  }

  /** Whether what was done for the incident left a host out of service. */
  boolean leftOut(long incident) {
    return store
        .jdbi()
        .withHandle(
            handle ->
                handle
                    .createQuery("select 1 from out_of_service where incident_id = :incident")
                    .bind("incident", incident)
                    .mapTo(Integer.class)
                    .findFirst()
                    .isPresent());
  }

  void inService(String host) {
    store
        .jdbi()
        .useTransaction(
            handle ->
                handle
                    .createUpdate("delete from out_of_service where host = :host")
                    .bind("host", host)
                    .execute());
  }

  // The column is one of this class's own words.
  private static Optional<String> column(Handle handle, String name, long incident, int step) {
    return handle
        .createQuery(
            "select " + name + " from diary where incident_id = :incident and step = :step")
        .bind("incident", incident)
        .bind("step", step)
        .map((rs, context) -> Optional.ofNullable(rs.getString(name)))
        .findFirst()
        .flatMap(value -> value);
  }

  private static void set(Handle handle, String name, String value, long incident, int step) {
    handle
        .createUpdate(
            "update diary set " + name + " = :value where incident_id = :incident and step = :step")
        .bind("value", value)
        .bind("incident", incident)
        .bind("step", step)
        .execute();
  }
}
