package org.bbbfleet.alerts.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.bbbfleet.core.error.ErrorCategory;
import org.bbbfleet.core.error.FleetException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PrometheusTest {
  private final Vertx vertx = Vertx.vertx();

  @AfterEach
  void close() throws Exception {
    vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
  }

  private Prometheus at(Handler<HttpServerRequest> handler) throws Exception {
    HttpServer server =
        vertx
            .createHttpServer()
            .requestHandler(handler)
            .listen(0, "127.0.0.1")
            .toCompletionStage()
            .toCompletableFuture()
            .get(10, TimeUnit.SECONDS);
    URI address = URI.create("http://127.0.0.1:" + server.actualPort() + "/prometheus/");
    return new Prometheus(vertx, address, Duration.ofMillis(700));
  }

  private static Handler<HttpServerRequest> answering(String body) {
    return request -> request.response().end(body);
  }

  @Test
  void asksAndReadsAVector() throws Exception {
    AtomicReference<String> asked = new AtomicReference<>();
    Prometheus prometheus =
        at(
            request ->
                request
                    .setExpectMultipart(true)
                    .endHandler(
                        end -> {
                          asked.set(
                              request.method()
                                  + " "
                                  + request.path()
                                  + " "
                                  + request.formAttributes().get("query"));
                          request
                              .response()
                              .end(
                                  """
                                  {"status":"success","data":{"resultType":"vector","result":[
                                    {"metric":{"__name__":"up","host":"bbb-1"},"value":[1777881600.781,"1"]},
                                    {"metric":{},"value":[1777881600,"+Inf"]}]},"warnings":["w"]}
                                  """);
                        }));
    assertThat(prometheus.query("up{host=\"a+b&c\"} == 1"))
        .containsExactly(
            new Sample(
                Map.of("__name__", "up", "host", "bbb-1"), Instant.ofEpochMilli(1777881600781L), 1),
            new Sample(Map.of(), Instant.ofEpochSecond(1777881600), Double.POSITIVE_INFINITY));
    assertThat(asked).hasValue("POST /prometheus/api/v1/query up{host=\"a+b&c\"} == 1");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "<html>",
        "{}",
        "{\"status\":\"error\",\"errorType\":\"bad_data\",\"error\":\"parse error\"}",
        "{\"status\":\"success\",\"data\":{\"resultType\":\"scalar\",\"result\":[1,\"2\"]}}",
        "{\"status\":\"success\",\"data\":{\"resultType\":\"vector\",\"result\":[{\"metric\":{}}]}}",
        "{\"status\":\"success\",\"data\":{\"resultType\":\"vector\",\"result\":[{\"value\":[1,\"x\"]}]}}"
      })
  void anythingElseIsAnError(String body) throws Exception {
    assertCategory(at(answering(body)), ErrorCategory.PROTOCOL);
  }

  @Test
  void aTooLargeAnswerIsAnError() throws Exception {
    assertCategory(at(answering(" ".repeat(9 * 1024 * 1024))), ErrorCategory.PROTOCOL);
  }

  @Test
  void silenceIsATimeout() throws Exception {
    assertCategory(at(request -> {}), ErrorCategory.TIMEOUT);
    assertCategory(
        at(request -> request.response().setChunked(true).write("{\"status\"")),
        ErrorCategory.TIMEOUT);
  }

  @Test
  void nobodyThereIsUnreachable() throws Exception {
    Prometheus prometheus = at(request -> request.connection().close());
    assertCategory(prometheus, ErrorCategory.UNREACHABLE);
    assertCategory(
        new Prometheus(vertx, URI.create("http://127.0.0.1:1"), Duration.ofSeconds(2)),
        ErrorCategory.UNREACHABLE);
  }

  private static void assertCategory(Prometheus prometheus, ErrorCategory category) {
    List<ErrorCategory> seen = new java.util.ArrayList<>();
    assertThatThrownBy(
            () -> {
              try {
                prometheus.query("up");
              } catch (FleetException e) {
                seen.add(e.category());
                throw e;
              }
            })
        .isInstanceOf(FleetException.class);
    assertThat(seen).containsExactly(category);
  }
}
