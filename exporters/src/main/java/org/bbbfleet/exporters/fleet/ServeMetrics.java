package org.bbbfleet.exporters.fleet;

import java.util.List;
import java.util.stream.Stream;
import org.bbbfleet.core.metrics.Metric;

/**
 * What the service says of itself: healing ({@link HealerMetrics}), its API, its streams.
 * Micrometer's meters fill them; a test of the running service holds its page against these
 * declarations. Labels are closed sets: no host, no alert, no person.
 */
public final class ServeMetrics {
  private ServeMetrics() {}

  public static final Metric API_REQUESTS =
      Metric.counter(
          "fleet_api_requests_total",
          "Requests to the API, by operation and HTTP status.",
          "operation",
          "status");

  public static final Metric API_STREAMS =
      Metric.gauge("fleet_api_streams", "Streams of events that are open now.");

  public static final Metric API_STREAMS_DROPPED =
      Metric.counter(
          "fleet_api_streams_dropped_total",
          "Streams that were ended because their client did not read.");

  public static final Metric ANNOTATIONS =
      Metric.counter(
          "fleet_annotations_total",
          "Annotations for Grafana by what became of them; failed ones are tried again.",
          "result");

  public static List<Metric> all() {
    return Stream.concat(
            HealerMetrics.all().stream(),
            Stream.of(API_REQUESTS, API_STREAMS, API_STREAMS_DROPPED, ANNOTATIONS))
        .toList();
  }
}
