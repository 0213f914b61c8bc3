package org.bbbfleet.alerts.audit;

import java.util.Optional;

/**
 * What a check of the audit trail found.
 *
 * @param rows how many rows were looked at and are as they were written
 * @param head where the trail ends now; keep it somewhere else
 * @param fault the first thing that is wrong
 */
public record AuditReport(long rows, AuditHead head, Optional<Fault> fault) {

  /** What may have been done to a trail. */
  public enum Kind {
    /** A row is not what it was when it was written, or was never written by the healer. */
    CHANGED,
    /** Rows are missing before this one. */
    REMOVED,
    /** A row does not follow upon the one before it. */
    INSERTED,
    /** The trail once was longer. */
    TRUNCATED,
    /** The row that an earlier head names is another one now: the trail was written anew. */
    REWRITTEN
  }

  /**
   * Something wrong.
   *
   * @param row the first row that is not as it was written, or that is missing
   * @param text what is wrong, for people
   */
  public record Fault(long row, Kind kind, String text) {}

  /** Whether nothing is wrong. */
  public boolean intact() {
    return fault.isEmpty();
  }
}
