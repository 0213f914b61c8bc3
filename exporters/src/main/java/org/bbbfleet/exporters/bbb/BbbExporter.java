package org.bbbfleet.exporters.bbb;

import com.google.auto.service.AutoService;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.bbbfleet.core.config.Section;
import org.bbbfleet.core.metrics.Metric;
import org.bbbfleet.exporters.Collector;
import org.bbbfleet.exporters.CollectorContext;
import org.bbbfleet.exporters.Exporter;

/** Meetings and health of BigBlueButton, by its API: of this host or of any server. */
@AutoService(Exporter.class)
public final class BbbExporter implements Exporter {
  private final PeerSettings environment;

  /** An exporter that also understands the environment of greenstatic's. */
  public BbbExporter() {
    this(System.getenv());
  }

  BbbExporter(Map<String, String> environment) {
    this.environment = PeerSettings.of(environment);
  }

  @Override
  public String name() {
    return "bbb";
  }

  @Override
  public List<Metric> metrics() {
    return BbbMetrics.all();
  }

  @Override
  public Presence presenceBelow(Path root, Section options) {
    if (options.keys().contains("url")) {
      return Presence.on("its url is configured");
    }
    if (options.keys().contains("env_file") || environment.value("API_BASE_URL").isPresent()) {
      return Presence.on("there are settings of greenstatic's exporter");
    }
    return new HostFiles(root).present()
        ? Presence.on("BigBlueButton is installed")
        : Presence.off("BigBlueButton is not installed and no url is configured");
  }

  @Override
  public Duration interval() {
    return Duration.ofSeconds(10);
  }

  /** Longer than the API's timeout: that the API hangs is something to say, not a failure. */
  @Override
  public Duration deadline() {
    return Duration.ofSeconds(12);
  }

  @Override
  public Collector open(Section options, CollectorContext context) {
    return new BbbCollector(
        context, BbbOptions.read(options, deadline(), environment, context.root()));
  }
}
