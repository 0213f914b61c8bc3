package org.bbbfleet.exporters.backups;

import java.util.List;
import org.bbbfleet.core.metrics.Metric;

/** What the backups exporter says of each set of backup files. */
public final class BackupMetrics {
  private BackupMetrics() {}

  public static final Metric FILES =
      Metric.gauge("backup_files", "Files of the set that are there.", "set");

  public static final Metric LAST =
      Metric.gauge(
          "backup_last_timestamp_seconds",
          "When the newest file of the set was last written; absent without one.",
          "set");

  public static final Metric WITHIN =
      Metric.gauge("backup_within_seconds", "How old the newest file may be.", "set");

  public static final Metric SIZE =
      Metric.gauge("backup_size_bytes", "Size of the newest file of the set.", "set");

  public static final Metric PREVIOUS_SIZE =
      Metric.gauge("backup_previous_size_bytes", "Size of the file before the newest.", "set");

  public static final Metric LEAST =
      Metric.gauge("backup_least_bytes", "How small the newest file may be.", "set");

  public static final Metric TOTAL =
      Metric.gauge("backup_total_bytes", "Size of all files of the set.", "set");

  public static final Metric READABLE =
      Metric.gauge(
          "backup_directory_readable",
          "Whether the set's directory is there and may be listed (1) or not (0).",
          "set");

  public static List<Metric> all() {
    return List.of(FILES, LAST, WITHIN, SIZE, PREVIOUS_SIZE, LEAST, TOTAL, READABLE);
  }
}
