package org.bbbfleet.exporters.docker;

import com.google.auto.service.AutoService;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.bbbfleet.core.config.Section;
import org.bbbfleet.core.error.FleetException;
import org.bbbfleet.core.metrics.Metric;
import org.bbbfleet.core.metrics.Samples;
import org.bbbfleet.exporters.Collector;
import org.bbbfleet.exporters.CollectorContext;
import org.bbbfleet.exporters.Exporter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Watches Docker and its containers through the root-owned gate, never by Docker's own socket. */
@AutoService(Exporter.class)
public final class DockerExporter implements Exporter {
  private static final Logger log = LoggerFactory.getLogger(DockerExporter.class);

  @Override
  public String name() {
    return "docker";
  }

  @Override
  public List<Metric> metrics() {
    return DockerMetrics.all();
  }

  @Override
  public Presence presenceBelow(Path root, Section options) {
    Path socket = socket(root, options);
    return Files.exists(socket)
        ? Presence.on("the Docker gate listens at /" + root.relativize(socket))
        : Presence.off("there is no Docker gate at /" + root.relativize(socket));
  }

  private static Path socket(Path root, Section options) {
    String path = options.string("socket", DockerGate.SOCKET.toString());
    return root.resolve(path.replaceFirst("^/+", ""));
  }

  @Override
  public Duration interval() {
    return Duration.ofSeconds(15);
  }

  @Override
  public Duration deadline() {
    return Duration.ofSeconds(14);
  }

  @Override
  public Collector open(Section options, CollectorContext context) {
    DockerGate gate =
        new DockerGate(
            socket(context.root(), options), options.duration("timeout", Duration.ofSeconds(10)));
    int most = options.integer("max_containers", 100, 0, 1000);
    return () -> context.vertx().executeBlocking(() -> ask(gate, most));
  }

  private static Samples ask(DockerGate gate, int most) {
    try {
      return DockerSamples.of(gate.containers(), most);
    } catch (FleetException e) {
      log.debug("{}", e.getMessage());
      return new Samples().put(DockerMetrics.UP, 0);
    }
  }
}
