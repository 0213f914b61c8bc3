package org.bbbfleet.exporters.pacemaker;

import com.google.auto.service.AutoService;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.bbbfleet.core.config.Section;
import org.bbbfleet.core.metrics.Metric;
import org.bbbfleet.exporters.Collector;
import org.bbbfleet.exporters.CollectorContext;
import org.bbbfleet.exporters.Exporter;
import org.bbbfleet.exporters.command.Tool;

/** Watches a Pacemaker and Corosync cluster from one of its nodes. */
@AutoService(Exporter.class)
public final class PacemakerExporter implements Exporter {

  @Override
  public String name() {
    return "pacemaker";
  }

  @Override
  public List<Metric> metrics() {
    return PacemakerMetrics.all();
  }

  @Override
  public Presence presenceBelow(Path root, Section options) {
    return Tool.find(root, "crm_mon").isPresent()
        ? Presence.on("Pacemaker's tools are installed")
        : Presence.off("there is no crm_mon");
  }

  @Override
  public Duration interval() {
    return Duration.ofSeconds(20);
  }

  @Override
  public Duration deadline() {
    return Duration.ofSeconds(20);
  }

  @Override
  public Collector open(Section options, CollectorContext context) {
    return new PacemakerCollector(context, Tool.from(options, Duration.ofSeconds(5)));
  }
}
