package org.bbbfleet.exporters.rtmp;

import com.google.auto.service.AutoService;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.bbbfleet.core.config.Section;
import org.bbbfleet.core.metrics.Metric;
import org.bbbfleet.exporters.Collector;
import org.bbbfleet.exporters.CollectorContext;
import org.bbbfleet.exporters.Exporter;

/** Watches an nginx with the RTMP module: who publishes, who stalls, who watches. */
@AutoService(Exporter.class)
public final class RtmpExporter implements Exporter {
  private static final Pattern DIRECTIVE = Pattern.compile("(?m)^[^#\n]*\\brtmp_stat\\s+\\w");
  private static final List<String> CONFIGURATIONS = List.of("etc/nginx", "usr/local/nginx/conf");
  private static final int MAX_DEPTH = 4;
  private static final int MAX_FILES = 500;
  private static final long MAX_FILE_BYTES = 256 * 1024;

  private final Path root;

  /** For the service loader. */
  public RtmpExporter() {
    this(Path.of("/"));
  }

  RtmpExporter(Path root) {
    this.root = root;
  }

  @Override
  public String name() {
    return "rtmp";
  }

  @Override
  public List<Metric> metrics() {
    return RtmpMetrics.all();
  }

  @Override
  public Presence presence(Section options) {
    if (options.string("url").isPresent()) {
      return Presence.on("its address is in the configuration");
    }
    return CONFIGURATIONS.stream()
        .map(this::directive)
        .flatMap(Optional::stream)
        .findFirst()
        .map(file -> Presence.on("rtmp_stat is in /" + root.relativize(file)))
        .orElse(Presence.off("no nginx configuration has rtmp_stat"));
  }

  private Optional<Path> directive(String directory) {
    Path in = root.resolve(directory);
    if (!Files.isDirectory(in)) {
      return Optional.empty();
    }
    try (Stream<Path> files = Files.walk(in, MAX_DEPTH)) {
      return files.filter(Files::isRegularFile).limit(MAX_FILES).filter(this::has).findFirst();
    } catch (IOException e) {
      throw new UncheckedIOException("can't list " + in, e);
    }
  }

  private boolean has(Path file) {
    try {
      // Configuration may be in any encoding; the directive is ASCII in all of them.
      return Files.size(file) <= MAX_FILE_BYTES
          && DIRECTIVE
              .matcher(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1))
              .find();
    } catch (IOException e) {
      // Unreadable for us, such as a key: not where a directive is found.
      return false;
    }
  }

  @Override
  public Collector open(Section options, CollectorContext context) {
    return new RtmpCollector(context.vertx(), RtmpOptions.from(options), System::nanoTime);
  }
}
