package org.bbbfleet.exporters.recordings;

import com.google.auto.service.AutoService;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.bbbfleet.core.config.Section;
import org.bbbfleet.core.metrics.Metric;
import org.bbbfleet.exporters.Collector;
import org.bbbfleet.exporters.CollectorContext;
import org.bbbfleet.exporters.Exporter;

/** What becomes of recordings. */
@AutoService(Exporter.class)
public final class RecordingsExporter implements Exporter {

  @Override
  public String name() {
    return "recordings";
  }

  @Override
  public List<Metric> metrics() {
    return RecordingsMetrics.all();
  }

  @Override
  public Presence presence(Section options) {
    return presenceBelow(Path.of("/"), options);
  }

  @Override
  public Presence presenceBelow(Path root, Section options) {
    if (options.keys().contains("url")) {
      return Presence.on("its url is configured");
    }
    Path directory = RecordingsOptions.directory(options, root);
    return Disk.present(directory)
        ? Presence.on("BigBlueButton keeps recordings in " + directory)
        : Presence.off("no recordings in " + directory + " and no url is configured");
  }

  @Override
  public Duration interval() {
    return Duration.ofSeconds(30);
  }

  /** Listing hundreds of thousands of files from a network mount takes its time. */
  @Override
  public Duration deadline() {
    return Duration.ofSeconds(20);
  }

  @Override
  public Collector open(Section options, CollectorContext context) {
    return new RecordingsCollector(
        context, RecordingsOptions.read(options, context.root()), System::nanoTime);
  }
}
