package org.bbbfleet.exporters.drbd;

import com.google.auto.service.AutoService;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.bbbfleet.core.config.Section;
import org.bbbfleet.core.metrics.Metric;
import org.bbbfleet.core.metrics.Samples;
import org.bbbfleet.core.shell.Shell;
import org.bbbfleet.exporters.Collector;
import org.bbbfleet.exporters.CollectorContext;
import org.bbbfleet.exporters.Exporter;
import org.bbbfleet.exporters.command.Tool;

/** Watches DRBD's mirrored volumes: 8 by {@code /proc/drbd}, 9 by {@code drbdsetup}. */
@AutoService(Exporter.class)
public final class DrbdExporter implements Exporter {
  private static final int MAX_BYTES = 256 * 1024;
  private static final Pattern LINK =
      Pattern.compile(".*/by-res/([^/]{1,64})(?:/(\\d{1,6}))?->(?:.*/)?drbd(\\d{1,6})");

  @Override
  public String name() {
    return "drbd";
  }

  @Override
  public List<Metric> metrics() {
    return DrbdMetrics.all();
  }

  @Override
  public Presence presenceBelow(Path root, Section options) {
    if (Files.exists(root.resolve("proc/drbd"))) {
      return Presence.on("the kernel has DRBD loaded");
    }
    // The package alone is no volume; its empty directory comes with it.
    try (Stream<Path> files = Files.list(root.resolve("etc/drbd.d"))) {
      return files.anyMatch(file -> file.toString().endsWith(".res"))
          ? Presence.on("/etc/drbd.d has resources")
          : Presence.off("/etc/drbd.d has no resource");
    } catch (IOException e) {
      return Presence.off("the kernel has no DRBD loaded and none is configured");
    }
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
    Tool tool = Tool.from(options, Duration.ofSeconds(5));
    return new Collector() {
      @Override
      public io.vertx.core.Future<Samples> collect() {
        return context.vertx().executeBlocking(() -> look(context.root(), tool));
      }

      @Override
      public void close() {
        tool.close();
      }
    };
  }

  private static Samples look(Path root, Tool tool) {
    String proc = text(root.resolve("proc/drbd"));
    Optional<Samples> state =
        ProcDrbd.read(proc, names(root))
            .or(
                () ->
                    tool.ask("drbdsetup", "status", "--json")
                        .filter(Shell.Result::ok)
                        .map(Shell.Result::out)
                        .flatMap(DrbdStatus::read));
    Samples samples = new Samples().put(DrbdMetrics.UP, state.isPresent() ? 1 : 0);
    state.ifPresent(samples::putAll);
    return samples;
  }

  private static String text(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      return new String(in.readNBytes(MAX_BYTES), StandardCharsets.US_ASCII);
    } catch (IOException e) {
      return "";
    }
  }

  /** udev's links from resource and volume to the device. */
  private static Map<Integer, String[]> names(Path root) {
    Map<Integer, String[]> names = new HashMap<>();
    try (Stream<Path> links = Files.walk(root.resolve("dev/drbd/by-res"), 2)) {
      for (Path link : links.filter(Files::isSymbolicLink).limit(1024).toList()) {
        Matcher m = LINK.matcher(link + "->" + Files.readSymbolicLink(link));
        if (m.matches()) {
          String volume = m.group(2) == null ? "0" : m.group(2);
          names.put(Integer.parseInt(m.group(3)), new String[] {m.group(1), volume});
        }
      }
    } catch (IOException | java.io.UncheckedIOException e) {
      // Without udev's links a device has its number for a name.
      return names;
    }
    return names;
  }
}
