package org.bbbfleet.lab.streaming;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A web server of JSON answers that can do wrong what such servers do wrong. Loopback only. */
public final class ApiServer {
  private static final Logger LOG = LoggerFactory.getLogger(ApiServer.class);
  private static final String HTML =
      "<!DOCTYPE html><html><head><title>Welcome</title></head><body>{\"results\": []}</body></html>";

  private final Vertx vertx;
  private final HttpServer server;
  private final Map<String, Supplier<String>> pages = new ConcurrentHashMap<>();
  private final AtomicLong endless = new AtomicLong();
  private volatile Optional<ApiFault> fault = Optional.empty();

  private ApiServer(Vertx vertx) {
    this.vertx = vertx;
    this.server = vertx.createHttpServer().requestHandler(this::handle);
  }

  /** Starts one on any free port. */
  static Future<ApiServer> start(Vertx vertx) {
    ApiServer one = new ApiServer(vertx);
    return one.server.listen(0, "127.0.0.1").map(one);
  }

  /** Its root. */
  public URI url() {
    return URI.create("http://127.0.0.1:" + server.actualPort() + "/");
  }

  /** What it does wrong from now on. */
  public void fault(ApiFault next) {
    fault = Optional.of(next);
  }

  /** Does everything right again. */
  public void clear() {
    fault = Optional.empty();
  }

  /** How many bytes of endless answers it has handed to the network so far. */
  public long endlessBytes() {
    return endless.get();
  }

  /** Stops listening; open connections end. */
  public Future<Void> stop() {
    return server.close();
  }

  void json(String path, Supplier<JsonObject> page) {
    pages.put(path, () -> shape(page.get()).encode());
  }

  void text(String path, Supplier<String> page) {
    pages.put(path, page);
  }

  void remove(String path) {
    pages.remove(path);
  }

  private JsonObject shape(JsonObject right) {
    ApiFault how = fault.orElse(null);
    if (how instanceof ApiFault.OtherTypes) {
      return (JsonObject) otherTypes(right);
    }
    if (how instanceof ApiFault.OtherFields) {
      return otherFields(right);
    }
    return right;
  }

  private static Object otherTypes(Object value) {
    if (value instanceof JsonObject object) {
      JsonObject other = new JsonObject();
      object.forEach(field -> other.put(field.getKey(), otherTypes(field.getValue())));
      return other;
    }
    if (value instanceof JsonArray list) {
      JsonObject other = new JsonObject();
      for (int i = 0; i < list.size(); i++) {
        other.put(Integer.toString(i), otherTypes(list.getValue(i)));
      }
      return other;
    }
    return value instanceof Number number ? "1," + number : null;
  }

  private static JsonObject otherFields(JsonObject right) {
    Map<String, Object> other = new LinkedHashMap<>();
    int place = 0;
    for (Map.Entry<String, Object> field : right) {
      Object value =
          field.getValue() instanceof JsonObject child ? otherFields(child) : field.getValue();
      other.put(
          place++ % 2 == 0 && right.size() > 1 ? field.getKey() + "V2" : field.getKey(), value);
    }
    return new JsonObject(other);
  }

  private void handle(HttpServerRequest request) {
    Supplier<String> page = pages.get(request.path());
    HttpServerResponse response = request.response();
    if (page == null) {
      answer(response.setStatusCode(404), "application/problem+json", "{\"status\":404}");
      return;
    }
    ApiFault how = fault.orElse(null);
    String type = request.path().endsWith("/metrics") ? "text/plain" : "application/json";
    if (how instanceof ApiFault.Slow slow) {
      vertx.setTimer(slow.delay().toMillis(), timer -> answer(response, type, page.get()));
    } else if (how instanceof ApiFault.Hanging) {
      LOG.debug("{} is left without an answer", request.path());
    } else if (how instanceof ApiFault.ProxyError error) {
      answer(response.setStatusCode(error.status()), "text/html", HTML);
    } else if (how instanceof ApiFault.AnotherServer) {
      answer(response, "text/html", HTML);
    } else if (how instanceof ApiFault.Redirect redirect) {
      answer(
          response.setStatusCode(302).putHeader("Location", redirect.location()), "text/html", "");
    } else if (how instanceof ApiFault.Truncated) {
      truncate(request, page.get());
    } else if (how instanceof ApiFault.Endless) {
      response.setChunked(true).putHeader("Content-Type", type);
      pour(response, Buffer.buffer("{\"results\":["), Buffer.buffer("{\"id\":1},".repeat(8192)));
    } else if (how instanceof ApiFault.Deep) {
      answer(response, type, "{\"results\":" + "[".repeat(100_000));
    } else {
      answer(response, type, page.get());
    }
  }

  private static void truncate(HttpServerRequest request, String page) {
    HttpServerResponse response = request.response();
    response.putHeader("Content-Length", Integer.toString(page.length()));
    response
        .write(page.substring(0, page.length() / 2))
        .onComplete(
            done ->
                request
                    .connection()
                    .close()
                    .onFailure(failure -> LOG.debug("closing half-way", failure)));
  }

  private void pour(HttpServerResponse response, Buffer first, Buffer block) {
    response
        .write(first)
        .onSuccess(
            done -> {
              endless.addAndGet(first.length());
              pour(response, block, block);
            })
        .onFailure(failure -> LOG.debug("the client has had enough", failure));
  }

  private static void answer(HttpServerResponse response, String type, String body) {
    if (!response.closed()) {
      response
          .putHeader("Content-Type", type)
          .end(body)
          .onFailure(failure -> LOG.debug("the client went away", failure));
    }
  }
}
