package org.bbbfleet.alerts.audit;

import static java.util.Objects.requireNonNull;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Function;
import org.bbbfleet.core.store.Store;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The record of everything that was decided and done. A change and what is said of it are committed
 * together; listeners hear of it after the commit, and a poller that asks for {@link #after} loses
 * nothing.
 */
public final class AuditTrail {
  private static final Logger log = LoggerFactory.getLogger(AuditTrail.class);
  private static final int LONGEST_TEXT = 500;
  private static final int LONGEST_EVIDENCE = 8000;

  private final Store store;
  private final Clock clock;
  private final List<Consumer<HealingEvent>> listeners = new CopyOnWriteArrayList<>();

  public AuditTrail(Store store, Clock clock) {
    this.store = requireNonNull(store, "store is null");
    this.clock = requireNonNull(clock, "clock is null");
  }

  /** Whom or what an entry is about. */
  public record Subject(OptionalLong incident, String host, String alert) {
    /** Nothing in particular. */
    public static final Subject NONE = new Subject(OptionalLong.empty(), "", "");
  }

  /** A transaction whose changes and events are committed together. */
  public final class Change {
    private final Handle handle;
    private final List<HealingEvent> events = new ArrayList<>();

    private Change(Handle handle) {
      this.handle = handle;
    }

    /** The database, within this transaction. */
    public Handle handle() {
      return handle;
    }

    /** Adds an event; its text and evidence are cleaned and cut. */
    public void say(Subject subject, EventKind kind, String text, String evidence) {
      Instant at = clock.instant();
      String line = Plain.line(text, LONGEST_TEXT);
      String proof = Plain.lines(evidence, LONGEST_EVIDENCE);
      String host = Plain.line(subject.host(), LONGEST_TEXT);
      String alert = Plain.line(subject.alert(), LONGEST_TEXT);
      long id = EventRows.insert(handle, at, subject.incident(), kind, host, alert, line, proof);
      events.add(new HealingEvent(id, at, subject.incident(), kind, host, alert, line, proof));
    }

    /** Adds an event that needs no evidence. */
    public void say(Subject subject, EventKind kind, String text) {
      say(subject, kind, text, "");
    }
  }

  /** Runs a change in one transaction, then tells the listeners what it said. */
  public <T> T change(Function<Change, T> change) {
    List<HealingEvent> events = new ArrayList<>();
    T result =
        store
            .jdbi()
            .inTransaction(
                handle -> {
                  Change transaction = new Change(handle);
                  T value = change.apply(transaction);
                  events.addAll(transaction.events);
                  return value;
                });
    events.forEach(this::tell);
    return result;
  }

  private void tell(HealingEvent event) {
    for (Consumer<HealingEvent> listener : listeners) {
      try {
        listener.accept(event);
      } catch (RuntimeException e) {
        log.warn(
            "a listener failed on event {}; it can still be read from the trail", event.id(), e);
      }
    }
  }

  /**
   * Hears of every event from now on, on the thread that committed it; must not block.
   *
   * @return ends it
   */
  public Runnable onEvent(Consumer<HealingEvent> listener) {
    listeners.add(listener);
    return () -> listeners.remove(listener);
  }

  /** The events after an id, oldest first. */
  public List<HealingEvent> after(long id, int limit) {
    return store.jdbi().withHandle(handle -> EventRows.after(handle, id, limit));
  }

  /** The id of the newest event; 0 when there is none. */
  public long newest() {
    return store.jdbi().withHandle(EventRows::newest);
  }

  /** The events of an incident, oldest first. */
  public List<HealingEvent> of(long incident) {
    return store.jdbi().withHandle(handle -> EventRows.of(handle, incident));
  }
}
