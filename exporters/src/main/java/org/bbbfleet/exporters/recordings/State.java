package org.bbbfleet.exporters.recordings;

import java.util.Locale;
import org.bbbfleet.core.metrics.Metric;

/** Where a recording is on its way. */
enum State {
  UNPROCESSED(RecordingsMetrics.UNPROCESSED),
  PROCESSING(RecordingsMetrics.PROCESSING),
  PROCESSED(RecordingsMetrics.PROCESSED),
  FAILED(RecordingsMetrics.FAILED),
  PUBLISHED(RecordingsMetrics.PUBLISHED),
  UNPUBLISHED(RecordingsMetrics.UNPUBLISHED),
  DELETED(RecordingsMetrics.DELETED);

  private final Metric metric;

  State(Metric metric) {
    this.metric = metric;
  }

  Metric metric() {
    return metric;
  }

  /** As the API's parameter and the labels have it. */
  String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
