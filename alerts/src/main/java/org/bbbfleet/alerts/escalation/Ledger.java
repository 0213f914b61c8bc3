package org.bbbfleet.alerts.escalation;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.bbbfleet.alerts.audit.AuditTrail;
import org.bbbfleet.alerts.audit.AuditTrail.Change;
import org.bbbfleet.alerts.escalation.Escalations.Row;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What people were told of, in the store; and in memory as long as it can't be written there, as on
 * a full disk, so that nobody is called again and again because of that.
 */
final class Ledger {
  private static final Logger log = LoggerFactory.getLogger(Ledger.class);
  private static final Duration AFTER_FAILURE = Duration.ofMinutes(1);

  private final Escalations rows;
  private final AuditTrail trail;
  private final Map<String, Consumer<Change>> unwritten = new LinkedHashMap<>();
  private final Map<Long, Instant> posted = new HashMap<>();
  private final Map<Long, Instant> called = new HashMap<>();
  private final Map<Long, Instant> closed = new HashMap<>();
  private Instant notBefore = Instant.EPOCH;

  Ledger(Escalations rows, AuditTrail trail) {
    this.rows = requireNonNull(rows, "rows is null");
    this.trail = requireNonNull(trail, "trail is null");
  }

  /** When Alertmanager last took it; what lies ahead was written by another clock. */
  Optional<Instant> posted(Row row, Instant now) {
    return later(row, row.posted(), posted, now);
  }

  /** When a direct channel last took it. */
  Optional<Instant> called(Row row, Instant now) {
    return later(row, row.called(), called, now);
  }

  /** Whether people know that it is over. */
  boolean isClosed(Row row) {
    return remembered(row, closed).isPresent();
  }

  private static Optional<Instant> later(
      Row row, Optional<Instant> stored, Map<Long, Instant> memory, Instant now) {
    return remembered(row, memory).or(() -> stored).filter(at -> !at.isAfter(now));
  }

  /** Of what was raised anew, nobody was told yet. */
  private static Optional<Instant> remembered(Row row, Map<Long, Instant> memory) {
    return Optional.ofNullable(memory.get(row.incident())).filter(at -> !at.isBefore(row.raised()));
  }

  void posted(long incident, Instant now) {
    posted.put(incident, now);
    write("posted " + incident, change -> rows.posted(change.handle(), incident, now));
  }

  void called(long incident, Instant now) {
    called.put(incident, now);
    write("called " + incident, change -> rows.called(change.handle(), incident, now));
  }

  void closed(long incident, Instant now) {
    closed.put(incident, now);
    write("closed " + incident, change -> rows.closed(change.handle(), incident, now));
  }

  /** Is written with the rest; a later one of the same name replaces it. */
  void write(String name, Consumer<Change> what) {
    unwritten.put(name, what);
  }

  /** Writes what is not written; after a failure not again for a while. */
  void flush(Instant now) {
    boolean late = now.isBefore(notBefore) && notBefore.isBefore(now.plus(AFTER_FAILURE));
    if (unwritten.isEmpty() || late) {
      return;
    }
    try {
      trail.change(
          change -> {
            unwritten.values().forEach(one -> one.accept(change));
            return null;
          });
      unwritten.clear();
      posted.clear();
      called.clear();
      closed.clear();
    } catch (RuntimeException e) {
      notBefore = now.plus(AFTER_FAILURE);
      log.error("what people were told can't be written; it is remembered and tried again", e);
    }
  }
}
