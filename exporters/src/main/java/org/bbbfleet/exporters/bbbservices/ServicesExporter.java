package org.bbbfleet.exporters.bbbservices;

import com.google.auto.service.AutoService;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.bbbfleet.core.config.Section;
import org.bbbfleet.core.metrics.Metric;
import org.bbbfleet.core.shell.LocalShell;
import org.bbbfleet.core.shell.Shell;
import org.bbbfleet.exporters.Collector;
import org.bbbfleet.exporters.CollectorContext;
import org.bbbfleet.exporters.Exporter;

/** BigBlueButton's services: units, check, packages and SFU. */
@AutoService(Exporter.class)
public final class ServicesExporter implements Exporter {

  @Override
  public String name() {
    return "bbbservices";
  }

  @Override
  public List<Metric> metrics() {
    return ServicesMetrics.all();
  }

  @Override
  public Presence presenceBelow(Path root, Section options) {
    boolean installed = Files.exists(root.resolve("etc/bigbluebutton/bigbluebutton-release"));
    boolean systemd = Files.isDirectory(root.resolve("run/systemd/system"));
    if (installed && systemd) {
      return Presence.on("BigBlueButton is installed");
    }
    return Presence.off(installed ? "systemd does not run here" : "BigBlueButton is not installed");
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
    return open(options, context, new LocalShell("localhost"), new LocalShell("localhost"));
  }

  Collector open(Section options, CollectorContext context, Shell units, Shell checks) {
    return new ServicesCollector(
        context, ServicesOptions.read(options, context.root()), units, checks);
  }
}
