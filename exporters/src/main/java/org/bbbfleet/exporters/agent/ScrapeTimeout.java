package org.bbbfleet.exporters.agent;

import java.time.Duration;
import java.util.Optional;

/** The header in which Prometheus says how long it waits for a scrape. */
final class ScrapeTimeout {
  static final String HEADER = "X-Prometheus-Scrape-Timeout-Seconds";

  /** What the network and the scraper need to take in the answer. */
  private static final double OFFSET_SECONDS = 0.5;

  private static final Duration USUAL = Duration.ofSeconds(30);

  private ScrapeTimeout() {}

  /**
   * How long an answer may take.
   *
   * @param header the header's value; null where it is not sent
   * @return empty when the value makes no sense
   */
  static Optional<Duration> of(String header) {
    if (header == null) {
      return Optional.of(USUAL);
    }
    double seconds;
    try {
      seconds = Double.parseDouble(header.trim());
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
    if (!(seconds > 0)) {
      return Optional.empty();
    }
    double left = seconds > OFFSET_SECONDS ? seconds - OFFSET_SECONDS : seconds;
    return Optional.of(
        Duration.ofMillis((long) Math.max(1, Math.min(left * 1000, USUAL.toMillis()))));
  }
}
