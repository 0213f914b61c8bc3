package org.bbbfleet.exporters.agent;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.bbbfleet.core.config.ListenAddress;
import org.bbbfleet.core.metrics.MeterRegistryMetrics;
import org.bbbfleet.core.web.WebConfig;
import org.bbbfleet.core.web.WebServer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The agent's HTTP side. Every page is made from what is in memory; only a probe waits. */
final class AgentServer {
  private static final Logger log = LoggerFactory.getLogger(AgentServer.class);

  /** Longer than the longest probe, during which a connection is silent. */
  private static final int IDLE_SECONDS = 130;

  private final Agent agent;
  private final AgentOptions options;
  private final Scrapes scrapes;
  private WebServer server;

  AgentServer(Agent agent, AgentOptions options, MeterRegistryMetrics meters) {
    this.agent = agent;
    this.options = options;
    this.scrapes = new Scrapes(agent, meters, options.mostScrapes());
  }

  Future<Void> listen(Vertx vertx, List<ListenAddress> addresses, WebConfig web) {
    HttpServerOptions http =
        new HttpServerOptions()
            .setCompressionSupported(true)
            .setDecompressionSupported(false)
            .setHttp2ClearTextEnabled(false)
            .setMaxHeaderSize(16 * 1024)
            .setMaxInitialLineLength(8 * 1024)
            .setIdleTimeout(IDLE_SECONDS)
            .setIdleTimeoutUnit(TimeUnit.SECONDS);
    server = new WebServer(vertx, http, router(vertx));
    return server.listen(addresses, web);
  }

  /** Serves by other passwords and certificates from now on. */
  Future<Void> update(WebConfig web) {
    return server.update(web);
  }

  int port() {
    return server.port();
  }

  Future<Void> close() {
    return server.close();
  }

  private Router router(Vertx vertx) {
    Router router = Router.router(vertx);
    get(router, "/metrics", scrapes);
    get(router, "/-/healthy", context -> text(context, 200, "well"));
    get(router, "/-/ready", this::ready);
    get(router, "/", this::page);
    get(router, "/probe", context -> agent.generation().probes().handle(context));
    router.route("/-/reload").method(HttpMethod.POST).method(HttpMethod.PUT).handler(this::reload);
    return router;
  }

  private static void get(Router router, String path, Handler<RoutingContext> handler) {
    router.route(path).method(HttpMethod.GET).method(HttpMethod.HEAD).handler(handler);
  }

  private void ready(RoutingContext context) {
    boolean all = agent.generation().runners().stream().allMatch(r -> r.state().collected());
    text(context, all ? 200 : 503, all ? "ready" : "the first collections have not ended yet");
  }

  private void reload(RoutingContext context) {
    if (!options.lifecycle()) {
      text(context, 403, "Start the agent with --web.enable-lifecycle, or send it SIGHUP");
      return;
    }
    agent
        .reload()
        .onSuccess(done -> text(context, 200, "read again"))
        .onFailure(e -> text(context, 500, "Not used:\n" + e.getMessage()));
  }

  private void page(RoutingContext context) {
    context
        .response()
        .putHeader(HttpHeaders.CONTENT_TYPE, "text/html; charset=utf-8")
        .putHeader("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'")
        .end(StatusPage.of(agent))
        .onFailure(e -> log.debug("A reader went away", e));
  }

  static void text(RoutingContext context, int status, String body) {
    if (context.response().ended() || context.response().closed()) {
      return;
    }
    context
        .response()
        .setStatusCode(status)
        .putHeader(HttpHeaders.CONTENT_TYPE, "text/plain; charset=utf-8")
        .end(body + "\n")
        .onFailure(e -> log.debug("A reader went away", e));
  }
}
