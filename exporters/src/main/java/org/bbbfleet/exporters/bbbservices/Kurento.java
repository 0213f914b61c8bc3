package org.bbbfleet.exporters.bbbservices;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.http.WebSocketConnectOptions;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.bbbfleet.core.metrics.Samples;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the Kurento of an old BigBlueButton, which carried webcams and screens before 2.5, whether
 * it answers and how many pipelines it has. Source: Kurento's protocol, JSON-RPC 2.0 over a
 * WebSocket: the methods {@code ping}, {@code invoke} and {@code closeSession}.
 */
final class Kurento implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Kurento.class);
  private static final ObjectMapper MAPPER = new ObjectMapper();

  /** Its service, by systemd's name. */
  static final String SERVICE = "kurento-media-server";

  private static final int MOST_BYTES = 1024 * 1024;
  private static final int PING = 1;
  private static final int PIPELINES = 2;
  private static final int CLOSE = 3;

  private final Clock clock;
  private final String url;
  private final Duration timeout;
  private final WebSocketClient client;
  private long lastAnswerMillis;

  /**
   * @param url of its WebSocket
   * @param timeout for all of one visit
   */
  Kurento(Vertx vertx, Clock clock, String url, Duration timeout) {
    this.clock = clock;
    this.url = url;
    this.timeout = timeout;
    this.client =
        vertx.createWebSocketClient(
            new WebSocketClientOptions()
                .setConnectTimeout((int) timeout.toMillis())
                .setMaxMessageSize(MOST_BYTES)
                // Also ends a connection that came when nobody waited for it any more.
                .setReadIdleTimeout(2 * (int) timeout.toMillis())
                .setIdleTimeoutUnit(TimeUnit.MILLISECONDS));
  }

  /** Asks; never fails. */
  Future<Samples> collect() {
    AtomicReference<WebSocket> open = new AtomicReference<>();
    Samples samples = new Samples();
    Visit visit = new Visit(samples);
    return client
        .connect(new WebSocketConnectOptions().setAbsoluteURI(url))
        .compose(
            socket -> {
              open.set(socket);
              return visit.begin(socket);
            })
        .timeout(timeout.toMillis(), TimeUnit.MILLISECONDS)
        .recover(
            e -> {
              log.debug("Kurento: {}", e.getClass().getSimpleName());
              return Future.succeededFuture();
            })
        .map(v -> visit.answered)
        .map(up -> written(up, samples))
        .onComplete(
            ended -> {
              if (open.get() != null) {
                open.get().close().onFailure(e -> log.debug("Kurento: not closed", e));
              }
            });
  }

  private synchronized Samples written(boolean up, Samples samples) {
    if (up) {
      lastAnswerMillis = clock.millis();
    }
    Samples all = new Samples().put(ServicesMetrics.KURENTO_UP, up ? 1 : 0);
    if (lastAnswerMillis > 0) {
      all.put(ServicesMetrics.KURENTO_LAST_SCRAPE, lastAnswerMillis);
    }
    return up ? all.putAll(samples) : all;
  }

  /** One conversation; on the connection's event loop only. */
  private static final class Visit {
    private final Samples samples;
    private final Promise<Void> end = Promise.promise();
    private WebSocket socket;
    private volatile boolean answered;

    Visit(Samples samples) {
      this.samples = samples;
    }

    Future<Void> begin(WebSocket fresh) {
      socket = fresh;
      fresh.textMessageHandler(this::take);
      fresh.exceptionHandler(end::tryFail);
      fresh.closeHandler(v -> end.tryComplete());
      ObjectNode interval = JsonNodeFactory.instance.objectNode().put("interval", 240_000);
      send(PING, "ping", interval);
      return end.future();
    }

    private void take(String text) {
      try {
        JsonNode message = MAPPER.readTree(text);
        if (message.path("id").asInt() == PING && !answered) {
          answered = message.path("result").isObject();
          ObjectNode what = JsonNodeFactory.instance.objectNode();
          what.put("object", "manager_ServerManager").put("operation", "getPipelines");
          send(PIPELINES, "invoke", what);
        } else if (message.path("id").asInt() == PIPELINES) {
          pipelines(message.path("result"));
          end.tryComplete();
        }
      } catch (JsonProcessingException e) {
        end.tryFail(e);
      }
    }

    /** A Kurento that does not let itself be asked is up all the same; the number is absent. */
    private void pipelines(JsonNode result) {
      if (result.path("value").isArray()) {
        samples.put(ServicesMetrics.KURENTO_PIPELINES, result.path("value").size());
      }
      if (result.path("sessionId").isTextual()) {
        ObjectNode session = JsonNodeFactory.instance.objectNode();
        send(CLOSE, "closeSession", session.put("sessionId", result.path("sessionId").asText()));
      }
    }

    private void send(int id, String method, ObjectNode params) {
      ObjectNode call = JsonNodeFactory.instance.objectNode().put("jsonrpc", "2.0").put("id", id);
      call.put("method", method).set("params", params);
      socket.writeTextMessage(call.toString()).onFailure(end::tryFail);
    }
  }

  @Override
  public void close() {
    client.close().onFailure(e -> log.debug("Kurento's client did not close", e));
  }
}
