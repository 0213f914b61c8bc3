package org.bbbfleet.exporters.openstreamingplatform;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.net.URI;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.bbbfleet.core.metrics.Samples;
import org.bbbfleet.exporters.Collector;
import org.bbbfleet.exporters.page.JsonPage;
import org.bbbfleet.exporters.page.PageClient;
import org.bbbfleet.exporters.page.PageFailure;
import org.bbbfleet.exporters.page.PageFailure.Failed;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks the core's public API, and each component for its pong, all at once. Needs no key. */
final class OspCollector implements Collector {
  private static final Logger log = LoggerFactory.getLogger(OspCollector.class);
  private static final int MAX_BYTES = 2 << 20;

  private final Vertx vertx;
  private final OspOptions options;
  private final Clock clock;
  private final PageClient client;

  OspCollector(Vertx vertx, OspOptions options, Clock clock) {
    this.vertx = vertx;
    this.options = options;
    this.clock = clock;
    this.client = new PageClient(vertx, options.timeout(), MAX_BYTES);
  }

  @Override
  public Future<Samples> collect() {
    Map<String, Boolean> pongs = new ConcurrentHashMap<>();
    List<Future<?>> pings = new ArrayList<>();
    for (Map.Entry<String, URI> ping : options.pings().entrySet()) {
      pings.add(
          object(ping.getValue())
              .map(OspCollector::isPong)
              .otherwise(false)
              .onSuccess(pong -> pongs.put(ping.getKey(), pong)));
    }
    Future<JsonNode> rtmpServers = optional("server/rtmp");
    Future<JsonNode> edges = optional("server/edges");
    Future<JsonNode> streams = optional("stream/");
    Future<Samples> core =
        object(options.call("server/"))
            .compose(OspCollector::settings)
            .compose(
                settings ->
                    Future.all(rtmpServers, edges, streams)
                        .map(
                            all ->
                                OspSamples.up(
                                    settings,
                                    rtmpServers.result(),
                                    edges.result(),
                                    streams.result(),
                                    options.maxStreams(),
                                    clock.instant())))
            .recover(
                e ->
                    e instanceof Failed failed
                        ? Future.succeededFuture(down(failed))
                        : Future.failedFuture(e));
    return Future.all(pings)
        .compose(all -> core)
        .map(
            samples -> {
              pongs.forEach((who, up) -> samples.put(OspMetrics.COMPONENT_UP, up ? 1 : 0, who));
              return samples;
            });
  }

  private Future<JsonNode> object(URI url) {
    return client.fetch(url).compose(this::parsed);
  }

  private Future<JsonNode> parsed(Buffer page) {
    return vertx.executeBlocking(() -> JsonPage.object(page));
  }

  private static boolean isPong(JsonNode answer) {
    return answer.path("results").path("message").asText().equalsIgnoreCase("pong");
  }

  private static Future<JsonNode> settings(JsonNode answer) {
    JsonNode settings = answer.path("results");
    return settings.isObject()
        ? Future.succeededFuture(settings)
        : Future.failedFuture(
            new Failed(PageFailure.OTHER_SERVER, "the page is not the core's settings"));
  }

  /** The list of a call that not every version has; missing when it can't be had. */
  private Future<JsonNode> optional(String path) {
    return object(options.call(path))
        .map(answer -> answer.path("results"))
        .recover(
            e -> {
              if (!(e instanceof Failed)) {
                return Future.failedFuture(e);
              }
              log.debug("Open Streaming Platform without {}: {}", path, e.getMessage());
              return Future.succeededFuture(MissingNode.getInstance());
            });
  }

  private static Samples down(Failed failed) {
    log.debug("no answer of the Open Streaming Platform: {}", failed.getMessage());
    Samples samples = new Samples().put(OspMetrics.UP, 0);
    failed.failure().say(samples, OspMetrics.FAILURE);
    return samples;
  }

  @Override
  public void close() {
    client.close();
  }
}
