package org.bbbfleet.app.service.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.RoutingContext;
import org.bbbfleet.app.JsonFormat;

/** Answers in JSON. */
final class ApiAnswer {
  /** What every failure looks like. */
  record Failure(String error) {}

  private ApiAnswer() {}

  static void failure(RoutingContext http, int status, String error) {
    if (status == 401 || status == 403 || status == 413) {
      hangUp(http);
    }
    answer(http, status, new Failure(error));
  }

  static void answer(RoutingContext http, int status, Object body) {
    try {
      bytes(http, status, Buffer.buffer(JsonFormat.mapper().writeValueAsBytes(body)));
    } catch (JsonProcessingException e) {
      http.fail(e);
    }
  }

  private static void bytes(RoutingContext http, int status, Buffer body) {
    HttpServerResponse response = http.response();
    if (response.ended() || response.closed()) {
      return;
    }
    response
        .setStatusCode(status)
        .putHeader("Content-Type", "application/json; charset=utf-8")
        .putHeader("Cache-Control", "no-store")
        .putHeader("X-Content-Type-Options", "nosniff")
        .end(body);
  }

  /** Nobody unknown makes us read a body; HTTP/2 has no such header (RFC 9113, 8.2.2). */
  private static void hangUp(RoutingContext http) {
    if (http.request().version() != HttpVersion.HTTP_2 && !http.request().isEnded()) {
      http.response().putHeader("Connection", "close");
    }
  }
}
