package org.bbbfleet.exporters.redis;

import com.google.auto.service.AutoService;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.bbbfleet.core.config.Section;
import org.bbbfleet.core.metrics.Metric;
import org.bbbfleet.exporters.Collector;
import org.bbbfleet.exporters.CollectorContext;
import org.bbbfleet.exporters.Exporter;

/** Watches this host's Redis and its Sentinel, and what Sentinel knows of its masters. */
@AutoService(Exporter.class)
public final class RedisExporter implements Exporter {

  @Override
  public String name() {
    return "redis";
  }

  @Override
  public List<Metric> metrics() {
    return RedisMetrics.all();
  }

  @Override
  public Presence presenceBelow(Path root, Section options) {
    List<String> here = new ArrayList<>();
    if (RedisAddresses.isHere(options, "url", root, RedisAddresses.REDIS)) {
      here.add("Redis");
    }
    if (RedisAddresses.isHere(options, "sentinel", root, RedisAddresses.SENTINEL)) {
      here.add("Sentinel");
    }
    return here.isEmpty()
        ? Presence.off("neither redis-server.service nor redis-sentinel.service is enabled")
        : Presence.on(String.join(" and ", here) + " is to run here");
  }

  @Override
  public Duration interval() {
    return Duration.ofSeconds(10);
  }

  @Override
  public Duration deadline() {
    return Duration.ofSeconds(9);
  }

  @Override
  public Collector open(Section options, CollectorContext context) {
    return new RedisCollector(context.vertx(), RedisAddresses.read(options, context.root()));
  }
}
