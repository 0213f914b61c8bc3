package org.bbbfleet.exporters.agent;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Optional;
import org.bbbfleet.core.config.ListenAddress;
import org.bbbfleet.core.error.FleetException;
import org.bbbfleet.core.metrics.MeterRegistryMetrics;
import org.bbbfleet.core.metrics.Samples;
import org.bbbfleet.core.web.WebConfig;
import org.bbbfleet.exporters.CollectorContext;
import org.bbbfleet.exporters.fleet.AgentMetrics;
import org.bbbfleet.exporters.fleet.FleetMetrics;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The agent of one host: its exporters' collectors in the background, one HTTP port in front. */
public final class Agent {
  private static final Logger log = LoggerFactory.getLogger(Agent.class);

  private final AgentOptions options;
  private final CollectorContext context;
  private final AgentServer server;
  private volatile Generation generation;
  private volatile ReloadState reloads;
  private Future<Void> reloading = Future.succeededFuture();
  private final ConfigWatch watch;

  private Agent(
      AgentOptions options,
      CollectorContext context,
      MeterRegistryMetrics meters,
      Generation first,
      Object seen) {
    this.options = options;
    this.context = context;
    this.generation = first;
    this.reloads = ReloadState.first(context.clock().instant());
    this.server = new AgentServer(this, options, meters);
    this.watch = new ConfigWatch(this, context, options, seen);
  }

  /**
   * Starts the collectors and listens. {@code /metrics} answers before the first collections have
   * ended: what was not measured yet is absent.
   *
   * @param meters the process's own meters, served on the same page
   * @return fails with a {@link FleetException} when a configuration or an address is wrong;
   *     nothing was started then
   */
  public static Future<Agent> start(
      AgentOptions options, MeterRegistryMetrics meters, CollectorContext context) {
    Vertx vertx = context.vertx();
    Agent agent;
    WebConfig web;
    List<ListenAddress> addresses;
    try {
      Object seen = ConfigWatch.sight(options, context);
      AgentConfig config = options.config().get();
      web = web(options);
      Generation first = Generation.open(config, options.only(), context, Optional.empty());
      addresses = options.listen().isEmpty() ? List.of(config.listen()) : options.listen();
      agent = new Agent(options, context, meters, first, seen);
    } catch (RuntimeException e) {
      return Future.failedFuture(e);
    }
    return agent
        .server
        .listen(vertx, addresses, web)
        .onFailure(e -> agent.generation.discard())
        .compose(listening -> agent.generation.replace(vertx, Optional.empty()))
        .map(
            started -> {
              agent.watch.start();
              return agent;
            });
  }

  /**
   * Says what would run on this host and why, having read the whole configuration; starts and
   * contacts nothing.
   *
   * @throws org.bbbfleet.core.error.ProblemsException when a configuration is wrong
   */
  public static List<Explanation> explain(AgentOptions options, CollectorContext context) {
    web(options);
    Generation made =
        Generation.open(options.config().get(), options.only(), context, Optional.empty());
    made.discard();
    return made.explanations();
  }

  private static WebConfig web(AgentOptions options) {
    return options.web().map(WebConfig::load).orElse(WebConfig.open());
  }

  /**
   * Reads the configuration again. Collectors whose options did not change go on; a faulty
   * configuration changes nothing, is logged and counted.
   *
   * @return fails with the faults
   */
  public synchronized Future<Void> reload() {
    reloading = reloading.transform(before -> reloadNow());
    return reloading;
  }

  private Future<Void> reloadNow() {
    Vertx vertx = context.vertx();
    Generation before = generation;
    return vertx
        .executeBlocking(
            () -> {
              watch.see();
              WebConfig web = web(options);
              return new Fresh(
                  Generation.open(
                      options.config().get(), options.only(), context, Optional.of(before)),
                  web);
            })
        .compose(
            fresh ->
                server
                    .update(fresh.web())
                    .onFailure(e -> fresh.generation().discard())
                    .compose(updated -> fresh.generation().replace(vertx, Optional.of(before)))
                    .onSuccess(replaced -> generation = fresh.generation()))
        .onSuccess(
            done -> {
              reloads = reloads.succeeded(context.clock().instant());
              log.info("The configuration was read again");
              tell(before.explanations());
            })
        .onFailure(
            e -> {
              reloads = reloads.failed(describe(e));
              log.error(
                  "The new configuration is faulty, the one before stays in use: {}", describe(e));
            });
  }

  private record Fresh(Generation generation, WebConfig web) {}

  private static String describe(Throwable e) {
    return e instanceof FleetException && e.getMessage() != null ? e.getMessage() : e.toString();
  }

  /** Logs each exporter that is on or off, and why, unless that was known before. */
  public void tell(List<Explanation> known) {
    for (Explanation e : explanations()) {
      if (!known.contains(e)) {
        log.info("exporter {}: {}, {}", e.exporter(), e.on() ? "on" : "off", e.why());
      }
    }
  }

  /** The port on which it listens, the first of several. */
  public int port() {
    return server.port();
  }

  /** Every exporter, on or off, and why. */
  public List<Explanation> explanations() {
    return generation.explanations();
  }

  /** Stops listening, then the collectors. */
  public Future<Void> stop() {
    watch.stop();
    return server.close().eventually(() -> generation.stop());
  }

  Generation generation() {
    return generation;
  }

  ReloadState reloads() {
    return reloads;
  }

  CollectorContext context() {
    return context;
  }

  /** The page of this moment. */
  Samples samples() {
    Samples page = new Samples();
    page.put(FleetMetrics.BUILD_INFO, 1, context.version());
    generation.runners().forEach(r -> r.state().writeTo(page, r.now()));
    ReloadState state = reloads;
    page.put(AgentMetrics.RELOAD_SUCCESSFUL, state.successful() ? 1 : 0);
    page.put(AgentMetrics.RELOAD_TIMESTAMP, state.lastSuccess().toEpochMilli() / 1000.0);
    page.put(AgentMetrics.RELOAD_FAILURES, state.failures());
    explanations()
        .forEach(e -> page.put(AgentMetrics.EXPORTER_ENABLED, e.on() ? 1 : 0, e.exporter()));
    return page;
  }
}
