package org.bbbfleet.app;

import org.bbbfleet.alerts.audit.AuditReport;

/**
 * What a check of the audit trail found, as JSON.
 *
 * @param intact whether nothing is wrong
 * @param rows how many rows are as they were written
 * @param head where the trail ends
 * @param row the first row that is wrong; 0 when none is
 * @param kind what may have been done; empty when nothing was
 * @param text the same for people
 */
public record AuditVerdict(
    boolean intact, long rows, String head, long row, String kind, String text) {

  /** From the report. */
  public static AuditVerdict of(AuditReport report) {
    return new AuditVerdict(
        report.intact(),
        report.rows(),
        report.head().toString(),
        report.fault().map(AuditReport.Fault::row).orElse(0L),
        report
            .fault()
            .map(fault -> fault.kind().name().toLowerCase(java.util.Locale.ROOT))
            .orElse(""),
        report.fault().map(AuditReport.Fault::text).orElse(""));
  }
}
