package org.bbbfleet.exporters.scalelite;

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

/** Scalelite: its health, servers, poller and recordings. */
@AutoService(Exporter.class)
public final class ScaleliteExporter implements Exporter {

  @Override
  public String name() {
    return "scalelite";
  }

  @Override
  public List<Metric> metrics() {
    return ScaleliteMetrics.all();
  }

  @Override
  public Presence presenceBelow(Path root, Section options) {
    if (options.keys().contains("url") || options.keys().contains("redis")) {
      return Presence.on("its address is configured");
    }
    Path recordings = ScaleliteOptions.recordings(options, root);
    return Files.isDirectory(recordings)
        ? Presence.on("Scalelite keeps recordings in " + recordings)
        : Presence.off("no address is configured and there is no " + recordings);
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
    return new ScaleliteCollector(context, ScaleliteOptions.read(options, context.root()));
  }
}
