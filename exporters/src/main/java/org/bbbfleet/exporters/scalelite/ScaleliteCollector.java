package org.bbbfleet.exporters.scalelite;

import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bbbfleet.core.metrics.Samples;
import org.bbbfleet.exporters.Collector;
import org.bbbfleet.exporters.CollectorContext;

/**
 * Asks Scalelite, its Redis and the host, each by itself: what one of them does not say is absent,
 * the rest is there. Redis knows more of the servers than the API, so it goes before it.
 */
final class ScaleliteCollector implements Collector {
  private final CollectorContext context;
  private final ScaleliteOptions options;
  private final Front front;
  private final Optional<RedisView> redis;
  private final Host host;

  ScaleliteCollector(CollectorContext context, ScaleliteOptions options) {
    this.context = context;
    this.options = options;
    this.front = new Front(context.vertx(), options);
    this.redis = options.redis().map(url -> new RedisView(context.vertx(), options));
    this.host = new Host(context, options);
  }

  @Override
  public Future<Samples> collect() {
    List<Future<Samples>> all = new ArrayList<>();
    all.add(context.vertx().executeBlocking(host::look, false));
    options.api().url().ifPresent(url -> all.add(front.health(url)));
    redis.ifPresent(view -> all.add(view.collect()));
    if (options.signs() && redis.isEmpty()) {
      all.add(front.servers());
    }
    return Future.join(all)
        .map(
            joined -> {
              Samples samples = new Samples();
              joined.<Samples>list().forEach(samples::putAll);
              return samples;
            });
  }

  @Override
  public void close() {
    front.close();
    redis.ifPresent(RedisView::close);
  }
}
