package org.bbbfleet.alerts.intake;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bbbfleet.core.store.Store;
import org.jdbi.v3.core.Handle;

/** The notifications as they arrived: what is in here and not done is worked off, whatever dies. */
public final class Journal {
  private final Store store;
  private final Clock clock;

  public Journal(Store store, Clock clock) {
    this.store = store;
    this.clock = clock;
  }

  /** Writes a notification durably; its id. */
  public long append(String body) {
    return append(List.of(body)).get(0);
  }

  /** Writes notifications durably, all or none; their ids. */
  public List<Long> append(List<String> bodies) {
    return store
        .jdbi()
        .inTransaction(
            handle -> {
              List<Long> ids = new ArrayList<>();
              for (String body : bodies) {
                ids.add(
                    handle
                        .createQuery(
                            "insert into notification (received_at, body) values (:now, :body)"
                                + " returning id")
                        .bind("now", clock.millis())
                        .bind("body", body)
                        .mapTo(Long.class)
                        .one());
              }
              return ids;
            });
  }

  /** The ids of what is not done, oldest first. */
  public List<Long> open() {
    return open(Integer.MAX_VALUE);
  }

  /** The ids of the oldest that are not done. */
  public List<Long> open(int limit) {
    return store
        .jdbi()
        .withHandle(
            handle ->
                handle
                    .createQuery(
                        "select id from notification where done_at is null order by id"
                            + " limit :limit")
                    .bind("limit", limit)
                    .mapTo(Long.class)
                    .list());
  }

  /** How many are not done. */
  public long backlog() {
    return store
        .jdbi()
        .withHandle(
            handle ->
                handle
                    .createQuery("select count(*) from notification where done_at is null")
                    .mapTo(Long.class)
                    .one());
  }

  /** The body of a notification, if it is not done yet. */
  public Optional<String> body(Handle handle, long id) {
    return handle
        .createQuery("select body from notification where id = :id and done_at is null")
        .bind("id", id)
        .mapTo(String.class)
        .findOne();
  }

  /** Notes that it was worked off, and with what result. */
  public void done(Handle handle, long id, String result) {
    handle
        .createUpdate("update notification set done_at = :now, result = :result where id = :id")
        .bind("now", clock.millis())
        .bind("result", result)
        .bind("id", id)
        .execute();
  }

  /** Forgets what was done longer ago. */
  public int forget(Duration olderThan) {
    return store
        .jdbi()
        .inTransaction(
            handle ->
                handle
                    .createUpdate("delete from notification where done_at < :before")
                    .bind("before", clock.millis() - olderThan.toMillis())
                    .execute());
  }
}
