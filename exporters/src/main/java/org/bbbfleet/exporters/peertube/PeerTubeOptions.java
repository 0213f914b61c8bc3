package org.bbbfleet.exporters.peertube;

import java.net.URI;
import java.time.Duration;
import org.bbbfleet.core.config.Section;

/**
 * The options of the peertube exporter.
 *
 * @param url where PeerTube answers ({@code url})
 * @param metricsUrl where its own metrics are when they are on ({@code metrics_url})
 * @param timeout how long each answer may take ({@code timeout})
 */
record PeerTubeOptions(URI url, URI metricsUrl, Duration timeout) {
  private static final URI DEFAULT_URL = URI.create("http://127.0.0.1:9000/");
  private static final URI DEFAULT_METRICS = URI.create("http://127.0.0.1:9091/metrics");

  static PeerTubeOptions from(Section options) {
    return new PeerTubeOptions(
        options.url("url").orElse(DEFAULT_URL),
        options.url("metrics_url").orElse(DEFAULT_METRICS),
        options.duration("timeout", Duration.ofSeconds(4)));
  }

  /** The instance's public statistics; no login. */
  URI statistics() {
    return url.resolve("/api/v1/server/stats");
  }

  /** What is live here now; no login. */
  URI lives() {
    return url.resolve("/api/v1/videos?isLive=true&isLocal=true&count=100");
  }
}
