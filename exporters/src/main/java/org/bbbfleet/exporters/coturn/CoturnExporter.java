package org.bbbfleet.exporters.coturn;

import com.google.auto.service.AutoService;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.bbbfleet.core.config.Section;
import org.bbbfleet.core.metrics.Metric;
import org.bbbfleet.exporters.Collector;
import org.bbbfleet.exporters.CollectorContext;
import org.bbbfleet.exporters.Exporter;
import org.bbbfleet.exporters.command.Tool;

/** Watches a TURN server: whether it listens, how many allocations it carries. */
@AutoService(Exporter.class)
public final class CoturnExporter implements Exporter {

  @Override
  public String name() {
    return "coturn";
  }

  @Override
  public List<Metric> metrics() {
    return CoturnMetrics.all();
  }

  @Override
  public Presence presenceBelow(Path root, Section options) {
    if (switchedOff(root)) {
      return Presence.off("coturn.service is disabled");
    }
    if (Tool.find(root, "turnserver").isPresent()) {
      return Presence.on("coturn is installed");
    }
    return Files.exists(root.resolve("etc/turnserver.conf"))
        ? Presence.on("there is /etc/turnserver.conf")
        : Presence.off("there is no turnserver");
  }

  /** Whether an admin has disabled Debian's unit: coturn that is off on purpose is not down. */
  private static boolean switchedOff(Path root) {
    boolean there =
        Stream.of("usr/lib", "lib", "etc")
            .anyMatch(d -> Files.exists(root.resolve(d + "/systemd/system/coturn.service")));
    Path wanted = root.resolve("etc/systemd/system/multi-user.target.wants/coturn.service");
    return there && !Files.exists(wanted, LinkOption.NOFOLLOW_LINKS);
  }

  @Override
  public Duration interval() {
    return Duration.ofSeconds(15);
  }

  @Override
  public Collector open(Section options, CollectorContext context) {
    String config = options.string("config", "/etc/turnserver.conf");
    return new CoturnCollector(context, context.root().resolve(config.replaceFirst("^/+", "")));
  }
}
