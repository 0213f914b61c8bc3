package org.bbbfleet.alerts.audit;

import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.bbbfleet.alerts.audit.AuditReport.Fault;
import org.bbbfleet.alerts.audit.AuditReport.Kind;
import org.jdbi.v3.core.Handle;

/**
 * Follows the trail from its first row. The chain alone shows a row that was changed, removed or
 * put in; whoever can write the file could make the whole chain anew or cut its end off, which only
 * a head that was kept elsewhere shows.
 */
final class AuditChain {
  private final List<AuditHead> known;
  private AuditHead last = new AuditHead(0, AuditHash.BEGINNING);
  private long rows;

  private AuditChain(List<AuditHead> known) {
    this.known = List.copyOf(known);
  }

  /** Checks all rows, and that the trail still holds the heads that were noted elsewhere. */
  static AuditReport verify(Handle handle, List<AuditHead> known) {
    AuditChain chain = new AuditChain(known);
    Optional<Fault> fault = Optional.empty();
    // Before the rows: those that are added meanwhile are not missed.
    OptionalLong highest = EventRows.highest(handle);
    try (Stream<EventRows.Linked> all = EventRows.all(handle)) {
      Iterator<EventRows.Linked> each = all.iterator();
      while (fault.isEmpty() && each.hasNext()) {
        fault = chain.next(each.next());
      }
    }
    if (fault.isEmpty()) {
      fault = chain.end(highest);
    }
    return new AuditReport(chain.rows, chain.last, fault);
  }

  private Optional<Fault> next(EventRows.Linked row) {
    long id = row.event().id();
    if (id != last.sequence() + 1) {
      long first = last.sequence() + 1;
      String missing = id - 1 == first ? "row " + first : "rows " + first + " to " + (id - 1);
      return fault(first, Kind.REMOVED, missing + " of the trail " + verb(id - first) + " gone");
    }
    if (!row.before().equals(last.hash())) {
      return fault(id, Kind.INSERTED, "row " + id + " does not follow upon the row before it");
    }
    String hash = AuditHash.of(row.before(), row.event(), row.kind());
    if (!row.hash().equals(hash)) {
      return fault(id, Kind.CHANGED, "row " + id + " is not what was written");
    }
    last = new AuditHead(id, hash);
    rows++;
    return known.stream()
        .filter(head -> head.sequence() == id && !hash.startsWith(head.hash()))
        .findFirst()
        .flatMap(
            head ->
                fault(
                    id,
                    Kind.REWRITTEN,
                    "row " + id + " was another one when its hash was noted as " + head.hash()));
  }

  private Optional<Fault> end(OptionalLong highest) {
    long longest =
        Math.max(highest.orElse(0), known.stream().mapToLong(AuditHead::sequence).max().orElse(0));
    return longest > last.sequence()
        ? fault(
            last.sequence() + 1,
            Kind.TRUNCATED,
            "the trail ends with row " + last.sequence() + ", but had " + longest)
        : Optional.empty();
  }

  private static String verb(long count) {
    return count == 1 ? "is" : "are";
  }

  private static Optional<Fault> fault(long row, Kind kind, String text) {
    return Optional.of(new Fault(row, kind, text));
  }
}
