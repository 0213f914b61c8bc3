package org.bbbfleet.exporters.agent;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.bbbfleet.core.metrics.Exposition;
import org.bbbfleet.core.metrics.MeterRegistryMetrics;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The agent's HTTP side. Every page is made from what is in memory; only a probe waits. */
final class AgentServer {
  private static final Logger log = LoggerFactory.getLogger(AgentServer.class);
  private static final int MOST_CONNECTIONS = 512;

  /** Longer than the longest probe, during which a connection is silent. */
  private static final int IDLE_SECONDS = 130;

  private final Agent agent;
  private final MeterRegistryMetrics meters;
  private final AtomicInteger connections = new AtomicInteger();
  private HttpServer server;

  AgentServer(Agent agent, MeterRegistryMetrics meters) {
    this.agent = agent;
    this.meters = meters;
  }

  Future<Void> listen(Vertx vertx, String host, int port) {
    HttpServerOptions options =
        new HttpServerOptions()
            .setCompressionSupported(true)
            .setDecompressionSupported(false)
            .setHttp2ClearTextEnabled(false)
            .setMaxHeaderSize(16 * 1024)
            .setMaxInitialLineLength(8 * 1024)
            .setIdleTimeout(IDLE_SECONDS)
            .setIdleTimeoutUnit(TimeUnit.SECONDS);
    server =
        vertx
            .createHttpServer(options)
            .requestHandler(router(vertx))
            .connectionHandler(
                connection -> {
                  connection.closeHandler(v -> connections.decrementAndGet());
                  if (connections.incrementAndGet() > MOST_CONNECTIONS) {
                    connection.close();
                  }
                })
            .exceptionHandler(e -> log.debug("A connection failed", e));
    return server.listen(port, host).mapEmpty();
  }

  int port() {
    return server.actualPort();
  }

  Future<Void> close() {
    return server.close();
  }

  private Router router(Vertx vertx) {
    Router router = Router.router(vertx);
    get(router, "/metrics", this::metrics);
    get(router, "/-/healthy", context -> text(context, "text/plain", "well\n"));
    get(
        router,
        "/",
        context ->
            text(context, "text/html", StatusPage.of(agent.explanations(), agent.runners())));
    agent.probes().mount(router);
    return router;
  }

  private static void get(Router router, String path, Handler<RoutingContext> handler) {
    router.route(path).method(HttpMethod.GET).method(HttpMethod.HEAD).handler(handler);
  }

  private void metrics(RoutingContext context) {
    Exposition exposition = Exposition.forAccept(context.request().getHeader(HttpHeaders.ACCEPT));
    String page = exposition.write(agent.samples(), meters);
    context
        .response()
        .putHeader(HttpHeaders.CONTENT_TYPE, exposition.contentType())
        .end(page)
        .onFailure(e -> log.debug("A scraper went away", e));
  }

  private static void text(RoutingContext context, String type, String body) {
    context
        .response()
        .putHeader(HttpHeaders.CONTENT_TYPE, type + "; charset=utf-8")
        .end(body)
        .onFailure(e -> log.debug("A reader went away", e));
  }
}
