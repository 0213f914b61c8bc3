package org.bbbfleet.exporters.postgres;

import com.google.auto.service.AutoService;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.bbbfleet.core.config.Section;
import org.bbbfleet.core.metrics.Metric;
import org.bbbfleet.exporters.Collector;
import org.bbbfleet.exporters.CollectorContext;
import org.bbbfleet.exporters.Exporter;

/** Watches this host's clusters of PostgreSQL: whether they answer, replicate and have room. */
@AutoService(Exporter.class)
public final class PostgresExporter implements Exporter {

  @Override
  public String name() {
    return "postgres";
  }

  @Override
  public List<Metric> metrics() {
    return PostgresMetrics.all();
  }

  @Override
  public Presence presenceBelow(Path root, Section options) {
    if (options.keys().contains("clusters")) {
      return Presence.on("its clusters are configured");
    }
    List<Cluster> made = Cluster.made(root);
    return made.isEmpty()
        ? Presence.off("there is no cluster in /etc/postgresql, and none is configured")
        : Presence.on("clusters: " + String.join(", ", made.stream().map(Cluster::name).toList()));
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
    // Read here for its problems, and again at each collection: clusters come and go.
    Cluster.configured(options, context.root());
    return new PostgresCollector(
        context, () -> Cluster.configured(options, context.root()), Client.from(options));
  }
}
