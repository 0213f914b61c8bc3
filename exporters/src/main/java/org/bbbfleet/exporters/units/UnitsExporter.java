package org.bbbfleet.exporters.units;

import com.google.auto.service.AutoService;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.bbbfleet.core.config.Section;
import org.bbbfleet.core.metrics.Metric;
import org.bbbfleet.core.shell.LocalShell;
import org.bbbfleet.core.shell.Shell;
import org.bbbfleet.exporters.Collector;
import org.bbbfleet.exporters.CollectorContext;
import org.bbbfleet.exporters.Exporter;

/** The systemd units that this host should run. */
@AutoService(Exporter.class)
public final class UnitsExporter implements Exporter {

  @Override
  public String name() {
    return "units";
  }

  @Override
  public List<Metric> metrics() {
    return UnitsMetrics.all();
  }

  @Override
  public Presence presenceBelow(Path root, Section options) {
    return Files.isDirectory(root.resolve("run/systemd/system"))
        ? Presence.on("systemd runs here")
        : Presence.off("systemd does not run here");
  }

  @Override
  public Collector open(Section options, CollectorContext context) {
    return open(options, context, new LocalShell("localhost"));
  }

  Collector open(Section options, CollectorContext context, Shell shell) {
    return new UnitsCollector(context, UnitsOptions.read(options, deadline()), shell);
  }
}
