package org.bbbfleet.alerts.guard;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import org.bbbfleet.alerts.audit.Plain;
import org.bbbfleet.core.error.ErrorCategory;
import org.bbbfleet.core.error.FleetException;
import org.bbbfleet.core.store.Store;
import org.jdbi.v3.core.Handle;

/**
 * The switch that stops all healing, until a person starts it again: in the store, and as a file
 * that an admin can touch when nothing else answers. Either is enough. Provisioning touches
 * neither, so a stop outlives restarts and new versions.
 */
public final class StopSwitch {
  private static final int LONGEST = 300;

  private final Store store;
  private final Optional<Path> file;
  private final Clock clock;

  /**
   * A switch.
   *
   * @param file whose mere existence stops everything; none where nobody could touch one
   */
  public StopSwitch(Store store, Optional<Path> file, Clock clock) {
    this.store = requireNonNull(store, "store is null");
    this.file = requireNonNull(file, "file is null");
    this.clock = requireNonNull(clock, "clock is null");
  }

  /** Who stopped it, why and since when; the owner is empty when only the file says so. */
  public record Stop(String owner, String reason, Instant since) {
    /** As a sentence. */
    public String text() {
      return "healing is stopped by " + owner + " since " + since + ": " + reason;
    }
  }

  /** The stop that holds now. A file that can't be looked at counts as one. */
  public Optional<Stop> active() {
    return store.jdbi().withHandle(this::active);
  }

  /** The same, within a transaction. */
  Optional<Stop> active(Handle handle) {
    Optional<Stop> stored =
        handle
            .createQuery("select owner, reason, since from healing_stop")
            .map(
                (rs, context) ->
                    new Stop(
                        rs.getString("owner"),
                        rs.getString("reason"),
                        Instant.ofEpochMilli(rs.getLong("since"))))
            .findFirst();
    return stored.or(this::byFile);
  }

  private Optional<Stop> byFile() {
    if (file.isEmpty() || Files.notExists(file.get())) {
      return Optional.empty();
    }
    String text = "";
    Instant since = clock.instant();
    try {
      since = Files.getLastModifiedTime(file.get()).toInstant();
      byte[] begin;
      try (java.io.InputStream in = Files.newInputStream(file.get())) {
        begin = in.readNBytes(LONGEST);
      }
      text = Plain.line(new String(begin, StandardCharsets.UTF_8).strip(), LONGEST);
    } catch (IOException e) {
      text = "it can't be read: " + e.getMessage();
    }
    return Optional.of(
        new Stop("the file " + file.get(), text.isEmpty() ? "no reason given" : text, since));
  }

  /** Stops, or replaces who stopped and why; the file is written as well, if it can be. */
  public Stop stop(Handle handle, String owner, String reason) {
    Stop stop = new Stop(owner, reason, clock.instant());
    handle
        .createUpdate(
            """
            insert into healing_stop (id, owner, reason, since)
            values (1, :owner, :reason, :since)
            on conflict (id) do update
              set owner = excluded.owner, reason = excluded.reason, since = excluded.since
            """)
        .bind("owner", owner)
        .bind("reason", reason)
        .bind("since", stop.since().toEpochMilli())
        .execute();
    if (file.isPresent() && Files.notExists(file.get())) {
      try {
        Files.writeString(file.get(), owner + ": " + reason + "\n");
      } catch (IOException e) {
        // The store says it too, so the stop holds; whoever looks for the file learns why not.
        org.slf4j.LoggerFactory.getLogger(StopSwitch.class)
            .warn("{} can't be written; the store holds the stop", file.get(), e);
      }
    }
    return stop;
  }

  /**
   * Starts again: false when nothing was stopped.
   *
   * @throws FleetException (INPUT) when the file is there and only its owner can remove it
   */
  public boolean start(Handle handle) {
    boolean was = handle.createUpdate("delete from healing_stop").execute() > 0;
    try {
      return (file.isPresent() && Files.deleteIfExists(file.get())) | was;
    } catch (IOException e) {
      throw new FleetException(
          ErrorCategory.INPUT,
          "the file "
              + file.get()
              + " stops healing and can't be removed by the service: "
              + e
              + ". Remove it by hand.",
          e);
    }
  }
}
