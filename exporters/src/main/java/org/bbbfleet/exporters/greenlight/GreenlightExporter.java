package org.bbbfleet.exporters.greenlight;

import com.google.auto.service.AutoService;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.bbbfleet.core.config.Section;
import org.bbbfleet.core.metrics.Metric;
import org.bbbfleet.exporters.Collector;
import org.bbbfleet.exporters.CollectorContext;
import org.bbbfleet.exporters.Exporter;

/** Watches Greenlight, BigBlueButton's front end, by its own health check. */
@AutoService(Exporter.class)
public final class GreenlightExporter implements Exporter {
  private static final URI DEFAULT_URL = URI.create("http://127.0.0.1:5050/health_check");
  private static final List<String> SIGNS =
      List.of(
          "root/greenlight-v3/docker-compose.yml",
          "root/greenlight/docker-compose.yml",
          "etc/docker-compose/greenlight/docker-compose.yaml",
          "usr/share/bigbluebutton/nginx/greenlight-v3.nginx",
          "etc/bigbluebutton/nginx/greenlight.nginx");

  @Override
  public String name() {
    return "greenlight";
  }

  @Override
  public List<Metric> metrics() {
    return GreenlightMetrics.all();
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
        .orElse(Presence.off("no Greenlight is here"));
  }

  @Override
  public Duration interval() {
    return Duration.ofSeconds(30);
  }

  @Override
  public Duration deadline() {
    return Duration.ofSeconds(20);
  }

  @Override
  public Collector open(Section options, CollectorContext context) {
    return new GreenlightCollector(
        context.vertx(),
        options.url("url").orElse(DEFAULT_URL),
        options.duration("timeout", Duration.ofSeconds(15)),
        System::nanoTime);
  }
}
