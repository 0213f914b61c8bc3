package org.bbbfleet.exporters.redis;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.Optional;
import org.bbbfleet.core.metrics.Samples;
import org.bbbfleet.exporters.Collector;

/** Asks Redis, then Sentinel, which is told what Redis called itself. */
final class RedisCollector implements Collector {
  private final Optional<RedisPort> redis;
  private final Optional<RedisPort> sentinel;

  RedisCollector(Vertx vertx, RedisAddresses options) {
    this.redis =
        options
            .redis()
            .map(url -> new RedisPort(vertx, url, options.password(), options.timeout()));
    this.sentinel =
        options
            .sentinel()
            .map(url -> new RedisPort(vertx, url, options.sentinelPassword(), options.timeout()));
  }

  @Override
  public Future<Samples> collect() {
    Future<ServerView.Seen> server =
        redis.map(ServerView::look).orElseGet(() -> Future.succeededFuture(ServerView.NONE));
    return server.compose(
        seen ->
            sentinel
                .map(port -> SentinelView.look(port, seen.runId()))
                .orElseGet(() -> Future.succeededFuture(new Samples()))
                .map(samples -> samples.putAll(seen.samples())));
  }

  @Override
  public void close() {
    redis.ifPresent(RedisPort::close);
    sentinel.ifPresent(RedisPort::close);
  }
}
