package org.bbbfleet.exporters.agent;

import io.vertx.core.Future;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.bbbfleet.core.config.Section;
import org.bbbfleet.core.metrics.Metric;
import org.bbbfleet.core.metrics.Samples;
import org.bbbfleet.exporters.Collector;
import org.bbbfleet.exporters.CollectorContext;
import org.bbbfleet.exporters.Exporter;

/** An exporter that does what a test says. */
record FakeExporter(String name, boolean present, Supplier<Future<Samples>> collect)
    implements Exporter {

  static FakeExporter well(String name) {
    Metric metric = metric(name);
    return new FakeExporter(
        name, true, () -> Future.succeededFuture(new Samples().put(metric, 42)));
  }

  static FakeExporter absent(String name) {
    return new FakeExporter(name, false, () -> Future.failedFuture("must not be asked"));
  }

  static Metric metric(String name) {
    return Metric.gauge("fake_" + name, "What " + name + " measured.");
  }

  @Override
  public List<Metric> metrics() {
    return List.of(metric(name));
  }

  @Override
  public Presence presenceBelow(Path root, Section options) {
    return present ? Presence.on("it is <here>") : Presence.off("nothing to watch");
  }

  @Override
  public Duration interval() {
    return Duration.ofMillis(50);
  }

  @Override
  public Duration deadline() {
    return Duration.ofMillis(300);
  }

  @Override
  public Collector open(Section options, CollectorContext context) {
    options.string("url", "");
    return collect::get;
  }
}
