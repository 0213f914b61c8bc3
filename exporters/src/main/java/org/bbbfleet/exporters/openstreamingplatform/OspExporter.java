package org.bbbfleet.exporters.openstreamingplatform;

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

/** Watches an Open Streaming Platform: its components, servers, streams and viewers. */
@AutoService(Exporter.class)
public final class OspExporter implements Exporter {
  private static final List<String> SIGNS =
      List.of("opt/osp/conf/config.py", "opt/osp-core/conf/config.py", "opt/osp-rtmp");

  @Override
  public String name() {
    return "openstreamingplatform";
  }

  @Override
  public List<Metric> metrics() {
    return OspMetrics.all();
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
        .orElse(Presence.off("no Open Streaming Platform is here"));
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
    return new OspCollector(context.vertx(), OspOptions.from(options), context.clock());
  }
}
