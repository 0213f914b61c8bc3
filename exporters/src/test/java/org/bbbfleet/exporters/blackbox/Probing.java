package org.bbbfleet.exporters.blackbox;

import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import org.bbbfleet.core.config.Section;
import org.bbbfleet.exporters.CollectorContext;
import org.bbbfleet.exporters.testing.Await;

/** Probes a target once, for tests. */
public final class Probing {
  /** Enough for every probe that ends by itself. */
  public static final Duration ENOUGH = Duration.ofSeconds(10);

  private Probing() {}

  /** Asks with a module of these options. */
  public static Probe.Outcome ask(Vertx vertx, Prober prober, String yaml, String target) {
    return ask(vertx, prober, yaml, target, ENOUGH);
  }

  /** Asks with a module of these options, for so long. */
  public static Probe.Outcome ask(
      Vertx vertx, Prober prober, String yaml, String target, Duration deadline) {
    Section options = Section.parse("m.yml", yaml);
    CollectorContext context = new CollectorContext(vertx, Clock.systemUTC(), Path.of("/"));
    try (Probe probe = prober.open(options, context)) {
      options.finish();
      return Await.result(probe.probe(Probe.Request.of(target, deadline)));
    }
  }
}
