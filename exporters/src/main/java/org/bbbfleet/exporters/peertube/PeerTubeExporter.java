package org.bbbfleet.exporters.peertube;

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

/** Watches a PeerTube: what is live, who watches, what waits. */
@AutoService(Exporter.class)
public final class PeerTubeExporter implements Exporter {
  private static final List<String> SIGNS =
      List.of(
          "etc/peertube/production.yaml",
          "var/www/peertube/config/production.yaml",
          "etc/docker-compose/peertube/docker-compose.yaml");

  @Override
  public String name() {
    return "peertube";
  }

  @Override
  public List<Metric> metrics() {
    return PeerTubeMetrics.all();
  }

  @Override
  public Presence presenceBelow(Path root, Section options) {
    if (options.string("url").isPresent()) {
      return Presence.on("its address is in the configuration");
    }
    return SIGNS.stream()
        .filter(sign -> Files.exists(root.resolve(sign)))
        .findFirst()
        .map(sign -> Presence.on("there is /" + sign))
        .orElse(Presence.off("no configuration of PeerTube is here"));
  }

  @Override
  public Duration interval() {
    return Duration.ofSeconds(15);
  }

  @Override
  public Duration deadline() {
    return Duration.ofSeconds(10);
  }

  @Override
  public Collector open(Section options, CollectorContext context) {
    return new PeerTubeCollector(context.vertx(), PeerTubeOptions.from(options));
  }
}
