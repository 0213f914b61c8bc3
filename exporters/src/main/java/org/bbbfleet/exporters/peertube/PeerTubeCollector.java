package org.bbbfleet.exporters.peertube;

import com.fasterxml.jackson.databind.JsonNode;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.bbbfleet.core.metrics.Samples;
import org.bbbfleet.exporters.Collector;
import org.bbbfleet.exporters.page.JsonPage;
import org.bbbfleet.exporters.page.MetricPage;
import org.bbbfleet.exporters.page.PageClient;
import org.bbbfleet.exporters.page.PageFailure;
import org.bbbfleet.exporters.page.PageFailure.Failed;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks PeerTube for its own metrics and its public statistics at once. Its own are preferred; what
 * they don't hold, or all of it while they are off, comes from the statistics.
 */
final class PeerTubeCollector implements Collector {
  private static final Logger log = LoggerFactory.getLogger(PeerTubeCollector.class);
  private static final int MAX_BYTES = 2 << 20;

  private final Vertx vertx;
  private final PeerTubeOptions options;
  private final PageClient client;

  PeerTubeCollector(Vertx vertx, PeerTubeOptions options) {
    this.vertx = vertx;
    this.options = options;
    this.client = new PageClient(vertx, options.timeout(), MAX_BYTES);
  }

  @Override
  public Future<Samples> collect() {
    Future<List<MetricPage.Sample>> own =
        client
            .fetch(options.metricsUrl())
            .compose(page -> vertx.executeBlocking(() -> own(page)))
            .recover(e -> without(e, "its own metrics", List.of()));
    Future<Optional<JsonNode>> lives =
        client
            .fetch(options.lives())
            .compose(page -> vertx.executeBlocking(() -> Optional.of(JsonPage.object(page))))
            .recover(e -> without(e, "the list of live videos", Optional.empty()));
    return client
        .fetch(options.statistics())
        .compose(page -> vertx.executeBlocking(() -> statistics(page)))
        .compose(
            statistics ->
                own.compose(
                    samples -> lives.map(list -> PeerTubeSamples.up(statistics, samples, list))))
        .recover(
            e ->
                e instanceof Failed failed
                    ? Future.succeededFuture(down(failed))
                    : Future.failedFuture(e));
  }

  private static List<MetricPage.Sample> own(Buffer page) throws Failed {
    List<MetricPage.Sample> samples =
        MetricPage.parse(page.toString(StandardCharsets.UTF_8)).stream()
            .filter(sample -> sample.name().startsWith("peertube_"))
            .toList();
    if (samples.isEmpty()) {
      throw new Failed(PageFailure.OTHER_SERVER, "the metrics are not PeerTube's");
    }
    return samples;
  }

  private static JsonNode statistics(Buffer page) throws Failed {
    JsonNode object = JsonPage.object(page);
    if (PeerTubeMetrics.FIELDS.keySet().stream().noneMatch(object::has)) {
      throw new Failed(PageFailure.OTHER_SERVER, "the page has none of PeerTube's statistics");
    }
    return object;
  }

  private static <T> Future<T> without(Throwable e, String what, T instead) {
    if (!(e instanceof Failed)) {
      return Future.failedFuture(e);
    }
    // They are off by default, and older versions have no such list.
    log.debug("PeerTube without {}: {}", what, e.getMessage());
    return Future.succeededFuture(instead);
  }

  private static Samples down(Failed failed) {
    log.debug("no statistics of PeerTube: {}", failed.getMessage());
    Samples samples = new Samples().put(PeerTubeMetrics.UP, 0);
    failed.failure().say(samples, PeerTubeMetrics.FAILURE);
    return samples;
  }

  @Override
  public void close() {
    client.close();
  }
}
