package org.bbbfleet.core.web;

import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.util.Optional;

/** What stands before a server's pages: the limit, the headers and the passwords of one config. */
final class WebGate implements Handler<HttpServerRequest>, AutoCloseable {
  private final WebConfig config;
  private final Handler<HttpServerRequest> next;
  private final Optional<TokenBucket> bucket;
  private final Optional<BasicAuth> auth;

  WebGate(Vertx vertx, WebConfig config, Handler<HttpServerRequest> next) {
    this.config = config;
    this.next = next;
    this.bucket = config.limit().map(limit -> new TokenBucket(limit, System::nanoTime));
    this.auth =
        config.users().isEmpty()
            ? Optional.empty()
            : Optional.of(new BasicAuth(vertx, config.users()));
  }

  WebConfig config() {
    return config;
  }

  @Override
  public void handle(HttpServerRequest request) {
    if (bucket.isPresent() && !bucket.get().take()) {
      WebServer.refuse(request, 429, "Too many requests");
      return;
    }
    config.headers().forEach((name, value) -> request.response().putHeader(name, value));
    if (auth.isEmpty()) {
      next.handle(request);
      return;
    }
    request.pause();
    auth.get()
        .check(request.getHeader(HttpHeaders.AUTHORIZATION))
        .recover(e -> io.vertx.core.Future.succeededFuture(BasicAuth.Verdict.BUSY))
        .onSuccess(verdict -> answer(request, verdict));
  }

  private void answer(HttpServerRequest request, BasicAuth.Verdict verdict) {
    if (WebServer.gone(request)) {
      return;
    }
    switch (verdict) {
      case ALLOWED -> next.handle(request);
      case DENIED -> {
        request.response().putHeader("WWW-Authenticate", "Basic");
        WebServer.refuse(request, 401, "Unauthorized");
      }
      case BUSY -> {
        request.response().putHeader(HttpHeaders.RETRY_AFTER, "1");
        WebServer.refuse(request, 503, "Too many passwords are being checked");
      }
    }
    request.resume();
  }

  @Override
  public void close() {
    auth.ifPresent(BasicAuth::close);
  }
}
