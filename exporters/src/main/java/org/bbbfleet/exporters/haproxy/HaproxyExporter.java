package org.bbbfleet.exporters.haproxy;

import com.google.auto.service.AutoService;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.bbbfleet.core.config.Section;
import org.bbbfleet.core.metrics.Metric;
import org.bbbfleet.exporters.Collector;
import org.bbbfleet.exporters.CollectorContext;
import org.bbbfleet.exporters.Exporter;

/** Watches HAProxy by its own statistics: a socket that its configuration names, or its page. */
@AutoService(Exporter.class)
public final class HaproxyExporter implements Exporter {

  @Override
  public String name() {
    return "haproxy";
  }

  @Override
  public List<Metric> metrics() {
    return HaproxyMetrics.all();
  }

  @Override
  public Presence presenceBelow(Path root, Section options) {
    for (String key : List.of("url", "socket")) {
      if (options.keys().contains(key)) {
        return Presence.on("its " + key + " is configured");
      }
    }
    Path config = HaproxyOptions.config(options, root);
    return Files.exists(config)
        ? Presence.on("there is " + config)
        : Presence.off("there is no " + config);
  }

  @Override
  public Duration interval() {
    return Duration.ofSeconds(10);
  }

  @Override
  public Collector open(Section options, CollectorContext context) {
    return new HaproxyCollector(context, HaproxyOptions.read(options, context.root()));
  }
}
