package org.bbbfleet.app.service;

import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.bbbfleet.core.metrics.MeterRegistryMetrics;
import org.bbbfleet.exporters.CollectorContext;
import org.bbbfleet.exporters.agent.Agent;
import org.bbbfleet.exporters.agent.AgentOptions;
import org.bbbfleet.exporters.agent.Explanation;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sun.misc.Signal;

/** The process of {@code fleet agent}. */
public final class AgentService {
  private static final Logger log = LoggerFactory.getLogger(AgentService.class);

  private AgentService() {}

  /**
   * Runs until the process is told to end; SIGHUP makes it read its configuration again.
   *
   * @throws org.bbbfleet.core.error.FleetException when a configuration or an address is wrong
   */
  public static void run(AgentOptions options, String version) throws Exception {
    AtomicReference<Agent> running = new AtomicReference<>();
    // From the first moment on: without a handler the signal would end the process.
    Signal.handle(
        new Signal("HUP"),
        signal -> {
          Agent agent = running.get();
          if (agent != null) {
            agent.reload();
          }
        });
    MeterRegistryMetrics meters = MeterRegistryMetrics.withJvm();
    Vertx vertx = VertxRuntime.start(meters);
    Agent agent = VertxRuntime.await(Agent.start(options, meters, context(vertx, version)));
    running.set(agent);
    agent.tell(List.of());
    log.info("agent {} listens on port {}", version, agent.port());
    VertxRuntime.untilEnd(vertx, agent::stop);
  }

  /**
   * What would run on this host, and why.
   *
   * @throws org.bbbfleet.core.error.FleetException when a configuration is wrong
   */
  public static List<Explanation> explain(AgentOptions options, String version) {
    MeterRegistryMetrics meters = new MeterRegistryMetrics();
    Vertx vertx = VertxRuntime.start(meters);
    try {
      return Agent.explain(options, context(vertx, version));
    } finally {
      vertx.close();
      meters.close();
    }
  }

  private static CollectorContext context(Vertx vertx, String version) {
    return new CollectorContext(vertx, Clock.systemUTC(), Path.of("/"), version);
  }
}
