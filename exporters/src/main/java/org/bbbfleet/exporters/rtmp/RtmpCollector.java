package org.bbbfleet.exporters.rtmp;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.bbbfleet.core.metrics.Samples;
import org.bbbfleet.exporters.Collector;
import org.bbbfleet.exporters.page.PageClient;
import org.bbbfleet.exporters.page.PageFailure;
import org.bbbfleet.exporters.page.PageFailure.Failed;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks one RTMP server for its statistics. */
final class RtmpCollector implements Collector {
  private static final Logger log = LoggerFactory.getLogger(RtmpCollector.class);

  private final Vertx vertx;
  private final URI url;
  private final PageClient client;
  private final LongSupplier nanos;
  private final RtmpStatParser parser = new RtmpStatParser();
  private final StatSamples page;
  private final WorkerWatch workers = new WorkerWatch();
  private final WorkerProcesses processes;

  RtmpCollector(Vertx vertx, RtmpOptions options, Path root, LongSupplier nanos) {
    this.vertx = vertx;
    this.url = options.url();
    this.client = new PageClient(vertx, options.timeout(), options.maxBytes());
    this.nanos = nanos;
    this.page = StatSamples.of(options);
    this.processes = new WorkerProcesses(root);
  }

  @Override
  public Future<Samples> collect() {
    return client
        .fetch(url)
        .compose(body -> vertx.executeBlocking(() -> samples(parser.parse(body.getBytes()))))
        .recover(
            e ->
                e instanceof Failed failed
                    ? Future.succeededFuture(down(failed))
                    : Future.failedFuture(e));
  }

  private synchronized Samples samples(RtmpStat stat) {
    long now = nanos.getAsLong();
    Optional<WorkerProcesses.Workers> seen =
        local() ? processes.beside(stat.pid()) : Optional.empty();
    workers.answered(
        stat.pid(), stat.uptime(), now, before -> seen.isPresent() && processes.ended(before));
    Samples samples = new Samples().put(RtmpMetrics.UP, 1);
    PageFailure.sayNone(samples, RtmpMetrics.FAILURE);
    samples
        .putAll(page.of(stat, now))
        .put(RtmpMetrics.WORKER_CHANGES, workers.changes())
        .put(RtmpMetrics.RESTARTS, workers.restarts());
    seen.ifPresent(w -> samples.put(RtmpMetrics.WORKERS_SHUTTING_DOWN, w.shuttingDown()));
    int serving = seen.map(WorkerProcesses.Workers::serving).orElse(0);
    return samples.put(RtmpMetrics.WORKERS, Math.max(serving, workers.workers()));
  }

  /** Whether the server's process numbers are this machine's. */
  private boolean local() {
    String host = url.getHost();
    return host.startsWith("127.") || host.equals("localhost") || host.equals("[::1]");
  }

  private static Samples down(Failed failed) {
    // The cause may quote the page, and the page holds stream keys.
    log.debug("no RTMP statistics: {}", failed.getMessage());
    Samples samples = new Samples().put(RtmpMetrics.UP, 0);
    failed.failure().say(samples, RtmpMetrics.FAILURE);
    return samples;
  }

  @Override
  public void close() {
    client.close();
  }
}
