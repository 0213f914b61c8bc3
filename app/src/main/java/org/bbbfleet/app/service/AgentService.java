package org.bbbfleet.app.service;

import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Set;
import org.bbbfleet.core.config.Section;
import org.bbbfleet.core.metrics.MeterRegistryMetrics;
import org.bbbfleet.exporters.agent.Agent;
import org.bbbfleet.exporters.agent.AgentConfig;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The process of {@code fleet agent}. */
public final class AgentService {
  private static final Logger log = LoggerFactory.getLogger(AgentService.class);

  private AgentService() {}

  /**
   * Runs until the process is told to end.
   *
   * @throws org.bbbfleet.core.error.ProblemsException when the configuration is wrong
   */
  public static void run(Section section, Set<String> only, String version) throws Exception {
    MeterRegistryMetrics meters = MeterRegistryMetrics.withJvm();
    Vertx vertx = VertxRuntime.start(meters);
    AgentConfig config = AgentConfig.of(section);
    Agent agent =
        VertxRuntime.await(
            Agent.start(vertx, config, only, meters, Clock.systemUTC(), Path.of("/"), version));
    agent
        .explanations()
        .forEach(
            e -> log.info("exporter {}: {}, {}", e.exporter(), e.on() ? "on" : "off", e.why()));
    log.info("agent {} listens on port {}", version, agent.port());
    VertxRuntime.untilEnd(vertx, agent::stop);
  }
}
