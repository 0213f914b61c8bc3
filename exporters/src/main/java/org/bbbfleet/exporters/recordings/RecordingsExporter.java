package org.bbbfleet.exporters.recordings;

import com.google.auto.service.AutoService;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bbbfleet.core.config.Section;
import org.bbbfleet.core.metrics.Metric;
import org.bbbfleet.exporters.Collector;
import org.bbbfleet.exporters.CollectorContext;
import org.bbbfleet.exporters.Exporter;
import org.bbbfleet.exporters.bbb.PeerSettings;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What becomes of recordings. */
@AutoService(Exporter.class)
public final class RecordingsExporter implements Exporter {
  private static final Logger log = LoggerFactory.getLogger(RecordingsExporter.class);

  private final PeerSettings environment;

  /** An exporter that also understands the environment of greenstatic's. */
  public RecordingsExporter() {
    this(System.getenv());
  }

  RecordingsExporter(Map<String, String> environment) {
    this.environment = PeerSettings.of(environment);
  }

  @Override
  public String name() {
    return "recordings";
  }

  @Override
  public List<Metric> metrics() {
    return RecordingsMetrics.all();
  }

  @Override
  public Presence presenceBelow(Path root, Section options) {
    if (options.keys().contains("url")) {
      return Presence.on("its url is configured");
    }
    PeerSettings settings = settings(options);
    if (settings.flag("RECORDINGS_METRICS").equals(Optional.of(false))) {
      return Presence.off("RECORDINGS_METRICS is false in the settings of greenstatic's exporter");
    }
    if (settings.value("API_BASE_URL").isPresent()) {
      return Presence.on("there are settings of greenstatic's exporter");
    }
    Path directory = RecordingsOptions.directory(options, root);
    return Disk.present(directory)
        ? Presence.on("BigBlueButton keeps recordings in " + directory)
        : Presence.off("no recordings in " + directory + " and no url is configured");
  }

  /** A file that can't be read says nothing here: it is a problem when the exporter is opened. */
  private PeerSettings settings(Section options) {
    Optional<String> file = options.string("env_file");
    try {
      return file.isPresent()
          ? PeerSettings.read(Path.of(file.get())).over(environment)
          : environment;
    } catch (IOException | InvalidPathException e) {
      log.debug("env_file can't be read: {}", e.getClass().getSimpleName());
      return environment;
    }
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
        context, RecordingsOptions.read(options, context.root(), environment), System::nanoTime);
  }
}
