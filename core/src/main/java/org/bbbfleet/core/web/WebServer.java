package org.bbbfleet.core.web;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.ServerSSLOptions;
import io.vertx.core.net.impl.ConnectionBase;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.bbbfleet.core.config.ListenAddress;
import org.bbbfleet.core.error.ErrorCategory;
import org.bbbfleet.core.error.FleetException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An HTTP server behind a {@link WebConfig}, on one or more addresses. Passwords, limits, headers
 * and certificates can be replaced while it runs; connections that are open stay.
 */
public final class WebServer {
  private static final Logger log = LoggerFactory.getLogger(WebServer.class);
  private static final int MOST_CONNECTIONS = 512;

  private final Vertx vertx;
  private final HttpServerOptions base;
  private final Handler<HttpServerRequest> handler;
  private final AtomicInteger connections = new AtomicInteger();
  private final List<HttpServer> servers = new ArrayList<>();
  private volatile WebGate gate;

  /**
   * @param base everything but TLS and addresses
   * @param handler what answers who may pass
   */
  public WebServer(Vertx vertx, HttpServerOptions base, Handler<HttpServerRequest> handler) {
    this.vertx = vertx;
    this.base = base;
    this.handler = handler;
  }

  /**
   * Listens.
   *
   * @return fails with a {@link FleetException} when TLS or an address can't be had
   */
  public Future<Void> listen(List<ListenAddress> addresses, WebConfig config) {
    HttpServerOptions options = new HttpServerOptions(base);
    try {
      config.tls().ifPresent(tls -> secure(options, checked(tls, config.http2())));
    } catch (FleetException e) {
      return Future.failedFuture(e);
    }
    gate = new WebGate(vertx, config, handler);
    return Future.join(addresses.stream().map(address -> listen(options, address)).toList())
        .<Void>mapEmpty()
        .recover(e -> close().transform(closed -> Future.failedFuture(e)));
  }

  /**
   * Serves by another configuration from now on.
   *
   * @return fails with a {@link FleetException}, and everything is as before, when the new one
   *     can't be used
   */
  public Future<Void> update(WebConfig config) {
    WebGate before = gate;
    if (before.config().equals(config)) {
      return Future.succeededFuture();
    }
    if (before.config().tls().isPresent() != config.tls().isPresent()
        || before.config().tls().isPresent() && before.config().http2() != config.http2()) {
      return Future.failedFuture(
          new FleetException(
              ErrorCategory.INPUT,
              "TLS and HTTP/2 can't be switched on or off while it runs: restart it"));
    }
    Future<?> secured = Future.succeededFuture();
    if (!before.config().tls().equals(config.tls())) {
      try {
        ServerSSLOptions options = checked(config.tls().orElseThrow(), config.http2());
        secured =
            Future.join(servers.stream().map(s -> s.updateSSLOptions(options, true)).toList());
      } catch (FleetException e) {
        return Future.failedFuture(e);
      }
    }
    return secured.map(
        done -> {
          gate = new WebGate(vertx, config, handler);
          before.close();
          return null;
        });
  }

  /** The port of the first address. */
  public int port() {
    return servers.get(0).actualPort();
  }

  /** Stops listening and ends all connections. */
  public Future<Void> close() {
    WebGate last = gate;
    if (last != null) {
      last.close();
    }
    return Future.join(servers.stream().map(HttpServer::close).toList()).mapEmpty();
  }

  private ServerSSLOptions checked(TlsSettings tls, boolean http2) {
    KeyCheck.require(vertx, tls.pair());
    return tls.options(http2);
  }

  private static void secure(HttpServerOptions options, ServerSSLOptions ssl) {
    options
        .setSsl(true)
        .setUseAlpn(ssl.isUseAlpn())
        .setKeyCertOptions(ssl.getKeyCertOptions())
        .setClientAuth(ssl.getClientAuth())
        .setEnabledSecureTransportProtocols(ssl.getEnabledSecureTransportProtocols());
    ssl.getEnabledCipherSuites().forEach(options::addEnabledCipherSuite);
    if (ssl.getTrustOptions() != null) {
      options.setTrustOptions(ssl.getTrustOptions());
    }
  }

  private Future<HttpServer> listen(HttpServerOptions options, ListenAddress address) {
    HttpServer server =
        vertx
            .createHttpServer(options)
            .requestHandler(request -> gate.handle(request))
            .connectionHandler(
                connection -> {
                  connection.closeHandler(v -> connections.decrementAndGet());
                  if (connections.incrementAndGet() > MOST_CONNECTIONS) {
                    connection.close();
                  }
                })
            .exceptionHandler(e -> log.debug("A connection failed", e));
    servers.add(server);
    return server
        .listen(address.port(), address.host())
        .recover(
            e ->
                Future.failedFuture(
                    new FleetException(
                        ErrorCategory.INPUT,
                        "Can't listen on " + address + ": " + e.getMessage(),
                        e)));
  }

  /**
   * Ends a request's connection now. {@code HttpConnection.close()} would first wait until all that
   * was written is read, which is just what a peer that does not read prevents; only Vert.x's own
   * classes lead to the channel below.
   */
  public static void abort(HttpServerRequest request) {
    if (request.connection() instanceof ConnectionBase connection) {
      connection.channelHandlerContext().close();
    } else {
      request.connection().close();
    }
  }

  /** Whether a response can still be sent for this request. */
  static boolean gone(HttpServerRequest request) {
    return request.response().closed() || request.response().ended();
  }

  static void refuse(HttpServerRequest request, int status, String text) {
    if (gone(request)) {
      return;
    }
    request
        .response()
        .setStatusCode(status)
        .putHeader(HttpHeaders.CONTENT_TYPE, "text/plain; charset=utf-8")
        .end(text + "\n")
        .onFailure(e -> log.debug("A client went away", e));
  }
}
