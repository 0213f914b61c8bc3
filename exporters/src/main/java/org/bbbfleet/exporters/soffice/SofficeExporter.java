package org.bbbfleet.exporters.soffice;

import com.google.auto.service.AutoService;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import org.bbbfleet.core.config.Section;
import org.bbbfleet.core.metrics.Metric;
import org.bbbfleet.exporters.Collector;
import org.bbbfleet.exporters.CollectorContext;
import org.bbbfleet.exporters.Exporter;
import org.bbbfleet.exporters.proc.PidFile;

/**
 * Watches the document conversions of BigBlueButton: processes of LibreOffice that hang, spin or
 * are left defunct, whether they run as services, as children of BigBlueButton's web application or
 * in one container per conversion. The option {@code below}, a list of {@link PidFile}s, leaves out
 * every process that does not descend from one of these: for a machine of which only a part is
 * watched.
 */
@AutoService(Exporter.class)
public final class SofficeExporter implements Exporter {
  private static final List<String> SIGNS =
      List.of(
          "usr/share/bbb-libreoffice-conversion",
          "usr/share/bbb-libreoffice",
          "usr/lib/libreoffice/program/soffice.bin",
          "usr/bin/soffice");

  @Override
  public String name() {
    return "soffice";
  }

  @Override
  public List<Metric> metrics() {
    return SofficeMetrics.all();
  }

  @Override
  public Presence presenceBelow(Path root, Section options) {
    return SIGNS.stream()
        .filter(sign -> Files.exists(root.resolve(sign)))
        .findFirst()
        .map(sign -> Presence.on("/" + sign + " is there"))
        .orElse(Presence.off("LibreOffice is not installed"));
  }

  private static List<PidFile> below(Section options) {
    return options.strings("below", List.of()).stream()
        .map(file -> new PidFile(Path.of(file)))
        .toList();
  }

  @Override
  public Collector open(Section options, CollectorContext context) {
    int slots = options.integer("slots", 0, 0, 10_000);
    return new SofficeCollector(
        context.vertx(),
        context.root(),
        SofficeLimits.from(options),
        slots == 0 ? OptionalInt.empty() : OptionalInt.of(slots),
        below(options));
  }
}
