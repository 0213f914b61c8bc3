package org.bbbfleet.exporters.agent;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.bbbfleet.core.metrics.MeterRegistryMetrics;
import org.bbbfleet.core.metrics.Samples;
import org.bbbfleet.exporters.Collector;
import org.bbbfleet.exporters.CollectorContext;
import org.bbbfleet.exporters.blackbox.ProbeHandler;
import org.bbbfleet.exporters.fleet.FleetMetrics;

/** The agent of one host: its exporters' collectors in the background, one HTTP port in front. */
public final class Agent {
  private final List<CollectorRunner> runners;
  private final List<Explanation> explanations;
  private final ProbeHandler probes;
  private final String version;
  private AgentServer server;

  private Agent(
      List<CollectorRunner> runners,
      List<Explanation> explanations,
      ProbeHandler probes,
      String version) {
    this.runners = runners;
    this.explanations = explanations;
    this.probes = probes;
    this.version = version;
  }

  /**
   * Starts the collectors and listens. {@code /metrics} answers before the first collections have
   * ended: what was not measured yet is absent.
   *
   * @param config read but not finished: the exporters read their options here
   * @param only the exporters to run, whatever the configuration says; empty runs those that suit
   * @param meters the process's own meters, served on the same page
   * @param root the root of the file system to watch
   * @param version what {@code fleet_build_info} says
   * @return fails with a {@link org.bbbfleet.core.error.ProblemsException} when the configuration
   *     or {@code only} is wrong; nothing was started then
   */
  public static Future<Agent> start(
      Vertx vertx,
      AgentConfig config,
      Set<String> only,
      MeterRegistryMetrics meters,
      Clock clock,
      Path root,
      String version) {
    Agent agent;
    try {
      agent = open(vertx, config, only, new CollectorContext(vertx, clock, root, version));
    } catch (RuntimeException e) {
      return Future.failedFuture(e);
    }
    agent.server = new AgentServer(agent, meters);
    return agent
        .server
        .listen(vertx, config.host(), config.port())
        .compose(listening -> Future.join(agent.runners.stream().map(r -> r.start(vertx)).toList()))
        .map(agent)
        .onFailure(e -> agent.probes.close());
  }

  private static Agent open(
      Vertx vertx, AgentConfig config, Set<String> only, CollectorContext context) {
    Selection selection = Selection.of(config, only, context.root());
    selection.off().forEach(s -> s.options().acceptRest());
    List<CollectorRunner> runners = new ArrayList<>();
    List<Collector> opened = new ArrayList<>();
    ProbeHandler probes = null;
    try {
      for (AgentConfig.Settings s : selection.on()) {
        Collector collector = s.exporter().open(s.options(), context);
        opened.add(collector);
        runners.add(
            new CollectorRunner(
                s.exporter().name(),
                collector,
                new HashSet<>(s.exporter().metrics()),
                s.interval(),
                s.deadline(),
                context.clock(),
                System::nanoTime));
      }
      probes = ProbeHandler.create(context, config.modules());
      config.finish();
      return new Agent(runners, selection.explanations(), probes, context.version());
    } catch (RuntimeException e) {
      opened.forEach(Collector::close);
      if (probes != null) {
        probes.close();
      }
      throw e;
    }
  }

  /** The port on which it listens. */
  public int port() {
    return server.port();
  }

  /** Every exporter, on or off, and why. */
  public List<Explanation> explanations() {
    return explanations;
  }

  /** Stops listening, then the collectors. */
  public Future<Void> stop() {
    return server
        .close()
        .eventually(() -> Future.join(runners.stream().map(CollectorRunner::stop).toList()))
        .onComplete(ended -> probes.close());
  }

  ProbeHandler probes() {
    return probes;
  }

  List<CollectorRunner> runners() {
    return runners;
  }

  /** The page of this moment. */
  Samples samples() {
    Samples page = new Samples();
    page.put(FleetMetrics.BUILD_INFO, 1, version);
    runners.forEach(r -> r.state().writeTo(page, r.now()));
    return page;
  }
}
