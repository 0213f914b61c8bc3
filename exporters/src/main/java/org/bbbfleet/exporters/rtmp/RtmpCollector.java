package org.bbbfleet.exporters.rtmp;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.function.LongSupplier;
import org.bbbfleet.core.metrics.Samples;
import org.bbbfleet.exporters.Collector;
import org.bbbfleet.exporters.rtmp.RtmpFailure.Failed;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks one RTMP server for its statistics. */
final class RtmpCollector implements Collector {
  private static final Logger log = LoggerFactory.getLogger(RtmpCollector.class);

  private final Vertx vertx;
  private final StatClient client;
  private final LongSupplier nanos;
  private final RtmpStatParser parser = new RtmpStatParser();
  private final StatSamples page;
  private final WorkerWatch workers = new WorkerWatch();

  RtmpCollector(Vertx vertx, RtmpOptions options, LongSupplier nanos) {
    this.vertx = vertx;
    this.client = new StatClient(vertx, options);
    this.nanos = nanos;
    this.page =
        new StatSamples(
            new StreamNames(options.salt(), options.names()),
            new PublisherWatch(options.stalledAfter()),
            options.maxStreams());
  }

  @Override
  public Future<Samples> collect() {
    return client
        .fetch()
        .compose(body -> vertx.executeBlocking(() -> samples(parser.parse(body.getBytes()))))
        .recover(
            e ->
                e instanceof Failed failed
                    ? Future.succeededFuture(down(failed))
                    : Future.failedFuture(e));
  }

  private synchronized Samples samples(RtmpStat stat) {
    long now = nanos.getAsLong();
    workers.answered(stat.pid(), stat.uptime(), now);
    return up(1)
        .putAll(page.of(stat, now))
        .put(RtmpMetrics.WORKERS, workers.workers())
        .put(RtmpMetrics.WORKER_CHANGES, workers.changes());
  }

  private static Samples down(Failed failed) {
    // The cause may quote the page, and the page holds stream keys.
    log.debug("no RTMP statistics: {}", failed.getMessage());
    return up(0).put(RtmpMetrics.FAILURE, 1, failed.failure().label());
  }

  private static Samples up(int value) {
    Samples samples = new Samples().put(RtmpMetrics.UP, value);
    for (RtmpFailure failure : RtmpFailure.values()) {
      samples.put(RtmpMetrics.FAILURE, 0, failure.label());
    }
    return samples;
  }

  @Override
  public void close() {
    client.close();
  }
}
