package org.bbbfleet.exporters.recordings;

import java.util.List;
import org.bbbfleet.core.metrics.Metric;
import org.bbbfleet.exporters.bbb.BbbMetrics;

/**
 * What becomes of recordings. The first five names are those of the exporter that people run today;
 * here each counts recordings, not files.
 */
public final class RecordingsMetrics {
  private RecordingsMetrics() {}

  public static final Metric UNPROCESSED =
      Metric.gauge(
          "bbb_recordings_unprocessed",
          "Recordings that wait to be archived, checked or processed; known on disk only.");

  public static final Metric PROCESSING =
      Metric.gauge("bbb_recordings_processing", "Recordings that are being processed.");

  public static final Metric PUBLISHED =
      Metric.gauge("bbb_recordings_published", "Recordings that are published, in any format.");

  public static final Metric UNPUBLISHED =
      Metric.gauge(
          "bbb_recordings_unpublished", "Recordings that are unpublished in all their formats.");

  public static final Metric DELETED =
      Metric.gauge(
          "bbb_recordings_deleted", "Recordings that are deleted and still there to be restored.");

  public static final Metric PROCESSED =
      Metric.gauge(
          "bbb_recordings_processed", "Recordings that are processed and wait to be published.");

  public static final Metric FAILED =
      Metric.gauge(
          "bbb_recordings_failed",
          "Recordings of which a step failed, in any format; known on disk only.");

  public static final Metric OLDEST_WAIT =
      Metric.gauge(
          "bbb_recordings_oldest_wait_seconds",
          "How long the oldest recording in this state (unprocessed, processing) has waited since"
              + " its meeting ended; 0 when none waits.",
          "state");

  public static final Metric BY_FORMAT =
      Metric.gauge(
          "bbb_recordings_formats",
          "Recordings by format and state (processing, processed, failed, published, unpublished,"
              + " deleted).",
          "format",
          "state");

  public static final Metric UP =
      Metric.gauge(
          "bbb_recordings_up",
          "Whether the last count from this source (disk, api) succeeded (1) or not (0).",
          "source");

  public static final Metric FAILURES =
      Metric.counter(
          "bbb_recordings_failures_total",
          "Counts that failed, by reason (config, dns, connect, timeout, tls, http, checksum, api,"
              + " too_large, malformed).",
          "source",
          "reason");

  public static final Metric COLLECTED =
      Metric.gauge(
          "bbb_recordings_collected_timestamp_seconds",
          "When the recordings were counted; by the API they are counted in the background.",
          "source");

  /** Calls of getRecordings belong to the API's latency, as the peers have it. */
  public static List<Metric> all() {
    return List.of(
        UNPROCESSED,
        PROCESSING,
        PUBLISHED,
        UNPUBLISHED,
        DELETED,
        PROCESSED,
        FAILED,
        OLDEST_WAIT,
        BY_FORMAT,
        UP,
        FAILURES,
        COLLECTED,
        BbbMetrics.API_LATENCY);
  }
}
