package org.bbbfleet.exporters.rtmp;

import com.google.auto.service.AutoService;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
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

  @Override
  public String name() {
    return "rtmp";
  }

  @Override
  public List<Metric> metrics() {
    return RtmpMetrics.all();
  }

  @Override
  public Presence presenceBelow(Path root, Section options) {
    if (options.string("url").isPresent()) {
      return Presence.on("its address is in the configuration");
    }
    return CONFIGURATIONS.stream()
        .map(directory -> directive(root.resolve(directory)))
        .flatMap(Optional::stream)
        .findFirst()
        .map(file -> Presence.on("rtmp_stat is in /" + root.relativize(file)))
        .orElse(Presence.off("no nginx configuration has rtmp_stat"));
  }

  private static Optional<Path> directive(Path in) {
    if (!Files.isDirectory(in)) {
      return Optional.empty();
    }
    Search search = new Search();
    try {
      Files.walkFileTree(in, Set.of(FileVisitOption.FOLLOW_LINKS), MAX_DEPTH, search);
      return search.found;
    } catch (IOException e) {
      throw new UncheckedIOException("can't list " + in, e);
    }
  }

  /** Goes through a configuration's files, past what it may not read, such as keys. */
  private static final class Search extends SimpleFileVisitor<Path> {
    private Optional<Path> found = Optional.empty();
    private int files;

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
      if (attributes.isRegularFile() && attributes.size() <= MAX_FILE_BYTES && has(file)) {
        found = Optional.of(file);
      }
      files++;
      return found.isPresent() || files >= MAX_FILES
          ? FileVisitResult.TERMINATE
          : FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException e) {
      return FileVisitResult.CONTINUE;
    }
  }

  private static boolean has(Path file) {
    try {
      // Configuration may be in any encoding; the directive is ASCII in all of them.
      String text = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
      return DIRECTIVE.matcher(text).find();
    } catch (IOException e) {
      // Unreadable for us: not where we can find a directive.
      return false;
    }
  }

  @Override
  public Collector open(Section options, CollectorContext context) {
    return new RtmpCollector(
        context.vertx(), RtmpOptions.from(options), context.root(), System::nanoTime);
  }
}
