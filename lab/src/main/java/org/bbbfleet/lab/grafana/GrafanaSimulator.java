package org.bbbfleet.lab.grafana;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Grafana's {@code POST /api/annotations} by its documentation: a service account's bearer token, a
 * text that must be there, times in milliseconds; answers with a message and an id. It can be ill
 * in the ways in which a web server is.
 */
public final class GrafanaSimulator {
  /** What it does wrong. */
  public enum Fault {
    NONE,
    /** Answers 500. */
    BROKEN,
    /** Takes requests and never answers. */
    SILENT,
    /** Closes the connection. */
    HANGS_UP,
    /** Answers 429. */
    BUSY
  }

  private final HttpServer server;
  private final String token;
  private final List<JsonObject> annotations = new CopyOnWriteArrayList<>();
  private final AtomicInteger requests = new AtomicInteger();
  private volatile Fault fault = Fault.NONE;

  private GrafanaSimulator(Vertx vertx, String token) {
    this.token = token;
    this.server = vertx.createHttpServer().requestHandler(this::handle);
  }

  /** Starts one on any free port of loopback. */
  public static Future<GrafanaSimulator> start(Vertx vertx, String token) {
    GrafanaSimulator one = new GrafanaSimulator(vertx, token);
    return one.server.listen(0, "127.0.0.1").map(one);
  }

  /** Its root, below a path as behind a proxy. */
  public URI url() {
    return URI.create("http://127.0.0.1:" + server.actualPort() + "/grafana/");
  }

  /** What it does wrong from now on. */
  public void fault(Fault next) {
    fault = next;
  }

  /** The annotations that it took, oldest first. */
  public List<JsonObject> annotations() {
    return List.copyOf(annotations);
  }

  /** How many requests came. */
  public int requests() {
    return requests.get();
  }

  private void handle(HttpServerRequest request) {
    requests.incrementAndGet();
    switch (fault) {
      case NONE -> request.body().onSuccess(body -> answer(request, body));
      case BROKEN -> end(request, 500, "Internal server error");
      case BUSY -> end(request, 429, "Too many requests");
      case HANGS_UP -> request.connection().close();
      case SILENT -> request.pause();
    }
  }

  private void answer(HttpServerRequest request, Buffer body) {
    if (!request.method().equals(HttpMethod.POST)
        || !request.path().equals("/grafana/api/annotations")) {
      end(request, 404, "Not found");
      return;
    }
    if (!("Bearer " + token).equals(request.getHeader("Authorization"))) {
      end(request, 401, "Invalid API key");
      return;
    }
    JsonObject annotation;
    try {
      annotation = body.toJsonObject();
    } catch (DecodeException e) {
      end(request, 400, "bad request data");
      return;
    }
    if (annotation.getString("text", "").isEmpty()) {
      end(request, 400, "Failed to save annotation: text field should not be empty");
      return;
    }
    annotations.add(annotation);
    request
        .response()
        .putHeader("Content-Type", "application/json")
        .end(
            new JsonObject()
                .put("message", "Annotation added")
                .put("id", annotations.size())
                .encode());
  }

  private static void end(HttpServerRequest request, int status, String message) {
    request
        .response()
        .setStatusCode(status)
        .putHeader("Content-Type", "application/json")
        .end(new JsonObject().put("message", message).encode());
  }
}
