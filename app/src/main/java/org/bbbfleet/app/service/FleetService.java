package org.bbbfleet.app.service;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.bbbfleet.alerts.action.HostActions;
import org.bbbfleet.alerts.guard.RecentSilences;
import org.bbbfleet.alerts.guard.Silences;
import org.bbbfleet.alerts.incident.Healer;
import org.bbbfleet.alerts.incident.HealerNeeds;
import org.bbbfleet.alerts.incident.Safety;
import org.bbbfleet.alerts.intake.AlertmanagerApi;
import org.bbbfleet.alerts.verify.Prometheus;
import org.bbbfleet.app.service.api.Api;
import org.bbbfleet.app.service.api.ApiContext;
import org.bbbfleet.app.service.api.ApiPart;
import org.bbbfleet.app.service.grafana.Annotation;
import org.bbbfleet.app.service.grafana.Annotations;
import org.bbbfleet.app.service.live.Streams;
import org.bbbfleet.app.service.runs.HealingRuns;
import org.bbbfleet.app.service.runs.InventoryWorker;
import org.bbbfleet.app.service.runs.OwnUnit;
import org.bbbfleet.app.service.runs.RunWorker;
import org.bbbfleet.app.service.runs.ServiceRuns;
import org.bbbfleet.app.service.status.FleetStatus;
import org.bbbfleet.app.service.status.StatusPoller;
import org.bbbfleet.app.service.status.Warnings;
import org.bbbfleet.core.metrics.Exposition;
import org.bbbfleet.core.metrics.MeterRegistryMetrics;
import org.bbbfleet.core.metrics.Samples;
import org.bbbfleet.core.shell.HostKeyPolicy;
import org.bbbfleet.core.shell.Shells;
import org.bbbfleet.core.shell.SshOptions;
import org.bbbfleet.core.shell.SshShells;
import org.bbbfleet.core.store.Leases;
import org.bbbfleet.core.store.Store;
import org.bbbfleet.core.web.WebConfig;
import org.bbbfleet.core.web.WebServer;
import org.bbbfleet.exporters.CollectorContext;
import org.bbbfleet.exporters.blackbox.ProbeHandler;
import org.bbbfleet.exporters.fleet.FleetMetrics;
import org.bbbfleet.provisioning.role.serve.FleetFile;
import org.bbbfleet.provisioning.role.serve.PublishedUrls;
import org.bbbfleet.provisioning.run.OnceMarks;
import org.bbbfleet.provisioning.run.Runs;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The process of {@code fleet serve}: intake, healer, API, console, probes, its own metrics. */
public final class FleetService implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(FleetService.class);
  private static final Duration QUERY_DEADLINE = Duration.ofSeconds(5);

  /** Where what carries runs out comes from. */
  interface Workers {
    RunWorker of(ServeConfig.Provisioning config, Leases leases, OnceMarks marks, Clock clock);
  }

  private final ServeConfig config;
  private final FleetFile fleet;
  private final OnlyOne only;
  private final Store store;
  private final Healer healer;
  private final StatusPoller poller;
  private final Prometheus prometheus;
  private final ProbeHandler probes;
  private final Streams streams;
  private final Optional<Annotations> annotations;
  private final ServiceRuns runs;
  private final ApiContext context;
  private final MeterRegistryMetrics meters;
  private final String version;
  private final WebServer server;

  private FleetService(
      Vertx vertx,
      ServeConfig config,
      MeterRegistryMetrics meters,
      String version,
      Workers workers) {
    Clock clock = Clock.systemUTC();
    this.config = config;
    this.fleet = FleetFile.read(config.fleet());
    this.meters = meters;
    this.version = version;
    // What may be refused comes first: nothing is healed by a service that does not start.
    CollectorContext probing = new CollectorContext(vertx, clock, Path.of("/"), version);
    this.probes =
        config.probes().isPresent()
            ? ProbeHandler.load(probing, config.probes().get())
            : ProbeHandler.builtIn(probing);
    List<AlertmanagerApi> members = config.alerting().members(vertx, clock);
    Safety safety = safety(config, fleet, members, clock);
    Shells shells = shells(config.healer());
    this.only = OnlyOne.at(config.store());
    this.store = Store.open(config.store());
    this.prometheus = new Prometheus(vertx, config.prometheus(), QUERY_DEADLINE);
    this.streams = new Streams(vertx, meters.meters());
    this.annotations =
        config.grafana().map(to -> new Annotations(vertx, to.url(), to.token(), meters.meters()));
    Leases leases = Leases.in(store, clock);
    this.runs =
        new ServiceRuns(
            config.provisioning().map(p -> workers.of(p, leases, OnceMarks.in(store), clock)),
            new Runs(store, clock),
            config
                .provisioning()
                .map(ServeConfig.Provisioning::approval)
                .orElse(ServeConfig.Approval.ANOTHER),
            OwnUnit.ofThisProcess(),
            clock,
            streams::poke,
            run -> Annotation.of(run).ifPresent(a -> annotations.ifPresent(to -> to.add(a))));
    this.healer =
        Healer.prepare(
            new HealerNeeds(
                config.dryRun()
                    ? config.alerting().healing().with(HostActions.Effect.DRY_RUN)
                    : config.alerting().healing(),
                store,
                safety,
                fleet,
                shells,
                prometheus,
                clock,
                meters.meters(),
                config
                    .alerting()
                    .outside(vertx, clock, config.prometheus(), members)
                    .with(new HealingRuns(runs, fleet))),
            vertx);
    healer.onEvent(event -> streams.poke());
    annotations.ifPresent(to -> healer.onEvent(event -> Annotation.of(event).ifPresent(to::add)));
    this.poller = new StatusPoller(prometheus, clock, config.poll());
    this.context =
        new ApiContext(
            vertx,
            clock,
            version,
            fleet,
            store,
            leases,
            healer,
            new FleetStatus(fleet, healer, poller, clock, version),
            streams,
            runs,
            meters.meters());
    this.server =
        new WebServer(
            vertx,
            new HttpServerOptions()
                .setCompressionSupported(true)
                .setIdleTimeout(130)
                .setIdleTimeoutUnit(TimeUnit.SECONDS)
                .setMaxHeaderSize(16 * 1024),
            routes(vertx));
  }

  private void begin() {
    healer.begin();
    if (healer.waysToPeople() == 0) {
      log.error("{}", Warnings.NOBODY_IS_CALLED);
    }
  }

  private Router routes(Vertx vertx) {
    Router router = Router.router(vertx);
    healer.intake(config.alerting().intake()).mount(router, "/api/v1/alertmanager");
    new Api(ApiPart.all(), config.tokens(), context).mount(router);
    probes.mount(router);
    List<PublishedUrls.PublishedUrl> published = fleet.published();
    router
        .get("/sd/" + PublishedUrls.JOB)
        .handler(request -> request.json(PublishedUrls.targets(published)));
    router.get("/metrics").handler(this::metrics);
    router.get("/-/healthy").handler(request -> request.response().end("healthy\n"));
    router.get("/-/ready").handler(request -> request.response().end("ready\n"));
    Console.mount(router);
    return router;
  }

  /**
   * Starts it.
   *
   * @param web who may connect, and how
   * @return fails with a {@link org.bbbfleet.core.error.FleetException} when it can't listen
   */
  static Future<FleetService> start(
      Vertx vertx,
      ServeConfig config,
      WebConfig web,
      MeterRegistryMetrics meters,
      String version,
      Workers workers) {
    FleetService service = new FleetService(vertx, config, meters, version, workers);
    service.begin();
    return service
        .server
        .listen(List.of(config.listen()), web)
        .map(service)
        .recover(e -> service.stop(vertx).transform(stopped -> Future.failedFuture(e)));
  }

  /**
   * Runs until the process is told to end.
   *
   * @throws org.bbbfleet.core.error.FleetException when it can't start, saying why
   */
  public static void run(ServeConfig config, WebConfig web, String version)
      throws InterruptedException, TimeoutException {
    MeterRegistryMetrics meters = MeterRegistryMetrics.withJvm();
    Vertx vertx = VertxRuntime.start(meters);
    FleetService service =
        VertxRuntime.await(start(vertx, config, web, meters, version, InventoryWorker::new));
    log.info("serve {} listens on {}", version, config.listen());
    VertxRuntime.untilEnd(vertx, () -> service.stop(vertx));
  }

  /** The port on which it listens. */
  int port() {
    return server.port();
  }

  /** Ends it in order. */
  Future<Void> stop(Vertx vertx) {
    streams.close();
    return server
        .close()
        .eventually(
            () ->
                vertx.executeBlocking(
                    () -> {
                      close();
                      return null;
                    }));
  }

  private static Safety safety(
      ServeConfig config, FleetFile fleet, List<AlertmanagerApi> members, Clock clock) {
    List<Supplier<List<Silences.Silence>>> asked = new ArrayList<>();
    members.forEach(member -> asked.add(member::silences));
    Silences silences = asked.isEmpty() ? Silences.NONE : new RecentSilences(asked, clock);
    // Beside the store, where the service may write and an admin finds it.
    Path stop = config.store().toAbsolutePath().resolveSibling("STOP");
    return new Safety(fleet.book(), silences, Optional.of(stop));
  }

  private static Shells shells(ServeConfig.HealerKey key) {
    SshOptions options =
        SshOptions.strict(key.knownHosts()).with(HostKeyPolicy.STRICT).withPrivateKey(key.key());
    return new SshShells(key.localProgram().map(options::withLocalForcedCommand).orElse(options));
  }

  private void metrics(RoutingContext context) {
    Exposition exposition = Exposition.forAccept(context.request().getHeader("Accept"));
    Samples own = new Samples().put(FleetMetrics.BUILD_INFO, 1, version);
    context
        .response()
        .putHeader("Content-Type", exposition.contentType())
        .end(exposition.write(own, meters));
  }

  @Override
  public void close() {
    runs.close();
    annotations.ifPresent(Annotations::close);
    healer.close();
    poller.close();
    probes.close();
    prometheus.close();
    store.close();
    meters.close();
    only.close();
  }
}
