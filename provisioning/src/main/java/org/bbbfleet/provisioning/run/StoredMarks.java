package org.bbbfleet.provisioning.run;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.List;
import org.bbbfleet.core.store.Store;

/** Marks in the store that several processes may share. */
final class StoredMarks implements OnceMarks {
  private final Store store;

  StoredMarks(Store store) {
    this.store = requireNonNull(store, "store is null");
  }

  @Override
  public List<Done> all() {
    return store
        .jdbi()
        .withHandle(
            handle ->
                handle
                    .createQuery("select * from once_done order by name")
                    .map(
                        (rs, ctx) ->
                            new Done(
                                rs.getString("name"),
                                rs.getString("host"),
                                rs.getString("run"),
                                Instant.ofEpochMilli(rs.getLong("done_at"))))
                    .list());
  }

  @Override
  public void mark(Done step) {
    store
        .jdbi()
        .useHandle(
            handle ->
                handle
                    .createUpdate(
                        """
                        insert into once_done (name, host, run, done_at)
                        values (:name, :host, :run, :at) on conflict (name) do nothing
                        """)
                    .bind("name", step.name())
                    .bind("host", step.host())
                    .bind("run", step.run())
                    .bind("at", step.at().toEpochMilli())
                    .execute());
  }

  @Override
  public boolean forget(String name) {
    return store
            .jdbi()
            .withHandle(
                handle ->
                    handle
                        .createUpdate("delete from once_done where name = :name")
                        .bind("name", name)
                        .execute())
        > 0;
  }
}
