package org.bbbfleet.exporters.livestream;

import com.google.auto.service.AutoService;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.bbbfleet.core.config.Section;
import org.bbbfleet.core.metrics.Metric;
import org.bbbfleet.core.shell.LocalShell;
import org.bbbfleet.core.shell.Shell;
import org.bbbfleet.exporters.Collector;
import org.bbbfleet.exporters.CollectorContext;
import org.bbbfleet.exporters.Exporter;
import org.bbbfleet.exporters.bbb.ApiAddress;
import org.bbbfleet.exporters.proc.ProcessTable;

/**
 * Watches the workers that join meetings with a browser and stream them by ffmpeg to an RTMP
 * server. They report nothing themselves and exit with 0 when they fail, so that their state is
 * taken from their processes, and from their meetings when the API may be asked.
 */
@AutoService(Exporter.class)
public final class LivestreamExporter implements Exporter {
  @Override
  public String name() {
    return "livestream";
  }

  @Override
  public List<Metric> metrics() {
    return LivestreamMetrics.all();
  }

  @Override
  public Presence presenceBelow(Path root, Section options) {
    // Read here without judging: open() reports what is wrong with the options, once.
    String prefix = options.string("unit_prefix", LivestreamOptions.DEFAULT_PREFIX);
    if (!options.strings("workers", List.of()).isEmpty()
        || !options.section("containers").keys().isEmpty()
        || !options.section("processes").keys().isEmpty()) {
      return Presence.on("workers are listed in the configuration");
    }
    return first(root, "etc/systemd/system", prefix, ".service")
        .or(() -> first(root, "etc/docker-compose", prefix, ""))
        .or(() -> first(root, "var", "bbb-stream", ""))
        .map(sign -> Presence.on("/" + root.relativize(sign) + " is there"))
        .orElse(Presence.off("there are no units " + prefix + "*.service"));
  }

  private static Optional<Path> first(Path root, String directory, String prefix, String suffix) {
    Path in = root.resolve(directory);
    if (!Files.isDirectory(in)) {
      return Optional.empty();
    }
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(in)) {
      for (Path entry : entries) {
        String name = entry.getFileName().toString();
        if (name.startsWith(prefix) && name.endsWith(suffix)) {
          return Optional.of(entry);
        }
      }
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException("can't list " + in, e);
    }
  }

  @Override
  public Collector open(Section options, CollectorContext context) {
    return open(options, context, new LocalShell("localhost"), System::nanoTime);
  }

  LivestreamCollector open(
      Section options, CollectorContext context, Shell shell, LongSupplier nanos) {
    LivestreamOptions read = LivestreamOptions.from(options);
    ApiAddress api = ApiAddress.read(options.section("bbb"), context.root());
    ProcessTable table = new ProcessTable(context.root());
    return new LivestreamCollector(
        context.vertx(),
        table,
        read,
        new Traffic(context.root(), table),
        new Managers(context.root(), read, shell, nanos),
        api.known()
            ? Optional.of(new MeetingWatch(context.vertx(), api, read.meeting(), nanos))
            : Optional.empty());
  }
}
