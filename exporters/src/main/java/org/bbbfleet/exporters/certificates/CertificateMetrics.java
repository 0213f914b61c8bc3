package org.bbbfleet.exporters.certificates;

import java.util.List;
import org.bbbfleet.core.metrics.Metric;

/**
 * What the certificates exporter says. {@code certificate_ttl} and the names beside it are those of
 * the playbooks' script, so that rules and dashboards written for it keep working.
 */
public final class CertificateMetrics {
  private CertificateMetrics() {}

  public static final Metric UP =
      Metric.gauge("certificate_up", "Whether certificates were looked for (1).");

  public static final Metric FOUND =
      Metric.gauge("certificate_found_count", "Files that hold a certificate.");

  public static final Metric TTL =
      Metric.gauge(
          "certificate_ttl",
          "When the first certificate of the file ends, in seconds since the epoch: not a duration,"
              + " in spite of its name.",
          "path");

  public static final Metric EARLIEST =
      Metric.gauge(
          "certificate_chain_end_timestamp_seconds",
          "When the first of all certificates in the file ends.",
          "path");

  public static final Metric BEGIN =
      Metric.gauge(
          "certificate_begin_timestamp_seconds",
          "From when the file's certificate counts.",
          "path");

  public static final Metric UNREADABLE =
      Metric.gauge(
          "certificate_unreadable_count", "Files and directories that the agent may not read.");

  public static final Metric MALFORMED =
      Metric.gauge(
          "certificate_malformed_count", "Files that begin as a certificate and hold none.");

  public static final Metric SKIPPED =
      Metric.gauge("certificate_skipped_count", "Files that were not read: there are too many.");

  public static final Metric LAST_RUN =
      Metric.gauge("certificate_last_run", "When they were last looked for, since the epoch.");

  public static final Metric LAST_DURATION =
      Metric.gauge("certificate_last_duration", "How long that took, in milliseconds.");

  public static List<Metric> all() {
    return List.of(
        UP, FOUND, TTL, EARLIEST, BEGIN, UNREADABLE, MALFORMED, SKIPPED, LAST_RUN, LAST_DURATION);
  }
}
