package org.bbbfleet.alerts.audit;

import static java.util.Objects.requireNonNull;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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
 * nothing. Each row holds the hash of the row before it, and the database refuses to change or
 * delete one: what somebody does to the file in spite of that, {@link #verify} finds.
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

    /** Adds an entry; its texts are cleaned, cut and freed of what looks like a secret. */
    public void say(AuditEntry entry) {
      AuditHead head = EventRows.head(handle);
      HealingEvent event =
          new HealingEvent(
              EventRows.next(handle, head),
              clock.instant(),
              entry.subject().incident(),
              entry.kind(),
              Plain.line(entry.subject().host(), LONGEST_TEXT),
              Plain.line(entry.subject().alert(), LONGEST_TEXT),
              Plain.line(entry.who(), LONGEST_TEXT),
              Plain.line(Redaction.of(entry.text()), LONGEST_TEXT),
              Plain.line(Redaction.of(entry.why()), LONGEST_TEXT),
              Plain.lines(Redaction.of(entry.evidence()), LONGEST_EVIDENCE),
              Plain.lines(Redaction.of(entry.output()), LONGEST_EVIDENCE),
              entry.took());
      EventRows.insert(handle, event, head);
      events.add(event);
    }

    /** Adds what the healer did, and what that rests on. */
    public void say(Subject subject, EventKind kind, String text, String evidence) {
      say(AuditEntry.of(subject, kind, text).seeing(evidence));
    }

    /** Adds an event that needs no evidence. */
    public void say(Subject subject, EventKind kind, String text) {
      say(AuditEntry.of(subject, kind, text));
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

  /**
   * The newest events, newest first.
   *
   * @param before only those with a lower id; 0 for the very newest
   * @param host only those of this host; empty for all
   */
  public List<HealingEvent> newest(long before, String host, int limit) {
    long below = before <= 0 ? Long.MAX_VALUE : before;
    return store.jdbi().withHandle(handle -> EventRows.before(handle, below, host, limit));
  }

  /** One event and its hash, if there is one of this id. */
  public Optional<Recorded> find(long id) {
    return store
        .jdbi()
        .withHandle(handle -> EventRows.find(handle, id))
        .map(row -> new Recorded(row.event(), row.hash()));
  }

  /** An event with the hash of its row. */
  public record Recorded(HealingEvent event, String hash) {}

  /** Where the trail ends now. */
  public AuditHead head() {
    return store.jdbi().withHandle(EventRows::head);
  }

  /**
   * Checks the whole trail.
   *
   * @param known heads that were noted elsewhere, which must still be in it
   */
  public AuditReport verify(List<AuditHead> known) {
    // Not in a transaction, which would keep others from writing: one query sees one state.
    return store.jdbi().withHandle(handle -> AuditChain.verify(handle, known));
  }
}
