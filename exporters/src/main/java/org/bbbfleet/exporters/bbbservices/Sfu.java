package org.bbbfleet.exporters.bbbservices;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bbbfleet.core.metrics.Metric;
import org.bbbfleet.core.metrics.Samples;
import org.bbbfleet.exporters.http.BoundedGet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Passes on the metrics of bbb-webrtc-sfu's processes: those that {@link SfuMetrics} names, with
 * the labels that it names, and no others.
 */
final class Sfu implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Sfu.class);
  private static final int MOST_BYTES = 1024 * 1024;
  private static final int MOST_SERIES = 500;
  private static final int LONGEST_LABEL = 64;

  private final Vertx vertx;
  private final SfuConfig config;
  private final BoundedGet get;

  Sfu(Vertx vertx, SfuConfig config, Duration timeout) {
    this.vertx = vertx;
    this.config = config;
    this.get = new BoundedGet(vertx, timeout, MOST_BYTES, Optional.empty());
  }

  Future<Samples> collect() {
    return vertx.executeBlocking(this::configured, false).compose(this::fetch);
  }

  private Optional<List<SfuConfig.Endpoint>> configured() {
    try {
      return config.read();
    } catch (UncheckedIOException | IllegalArgumentException e) {
      // Absent then: whether it offers metrics is not known.
      log.debug("bbb-webrtc-sfu's configuration: {}", e.getMessage());
      return Optional.empty();
    }
  }

  private Future<Samples> fetch(Optional<List<SfuConfig.Endpoint>> endpoints) {
    Samples samples = new Samples();
    if (endpoints.isEmpty()) {
      return Future.succeededFuture(samples);
    }
    samples.put(ServicesMetrics.SFU_ENDPOINTS, endpoints.get().isEmpty() ? 0 : 1);
    List<Future<Void>> all = new ArrayList<>();
    for (SfuConfig.Endpoint endpoint : endpoints.get()) {
      all.add(
          get.get(endpoint.url())
              .map(answer -> relay(endpoint.process(), answer.ok(), samples))
              .recover(
                  e -> {
                    log.debug("metrics of {}: {}", endpoint.process(), e.getMessage());
                    return Future.succeededFuture(false);
                  })
              .map(
                  up -> {
                    samples.put(ServicesMetrics.SFU_UP, up ? 1 : 0, endpoint.process());
                    return null;
                  }));
    }
    return Future.join(all).map(samples);
  }

  /** Takes over what we know; false when there is nothing of it. */
  private static boolean relay(String process, String page, Samples samples) {
    int series = 0;
    for (TextFormat.Sample sample : TextFormat.read(page)) {
      Optional<Metric> metric = SfuMetrics.of(sample.name());
      if (metric.isPresent() && series < MOST_SERIES) {
        samples.add(metric.get(), sample.value(), labels(process, metric.get(), sample.labels()));
        series++;
      }
    }
    return series > 0;
  }

  /** Prometheus takes an empty label for one that is not there. */
  private static String[] labels(String process, Metric metric, Map<String, String> given) {
    return metric.labels().stream()
        .map(name -> name.equals(SfuMetrics.PROCESS) ? process : given.getOrDefault(name, ""))
        .map(value -> value.replaceAll("[^A-Za-z0-9_./:-]", "_"))
        .map(value -> value.substring(0, Math.min(value.length(), LONGEST_LABEL)))
        .toArray(String[]::new);
  }

  @Override
  public void close() {
    get.close();
  }
}
