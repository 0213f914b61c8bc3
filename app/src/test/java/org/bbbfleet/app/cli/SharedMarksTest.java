package org.bbbfleet.app.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import org.bbbfleet.app.JsonFormat;
import org.bbbfleet.core.config.Secret;
import org.bbbfleet.core.error.FleetException;
import org.bbbfleet.provisioning.run.OnceMarks;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two operators and a service that comes later than the first of them. */
class SharedMarksTest {
  private static final OnceMarks.Done STEP =
      new OnceMarks.Done("first admin", "a", "r1", Instant.parse("2026-01-02T03:04:05Z"));

  private final OnceMarks there = OnceMarks.inMemory();
  private final OnceMarks own = OnceMarks.inMemory();
  private HttpServer server;
  private SharedMarks first;
  private SharedMarks second;

  @BeforeEach
  void open() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/api/v1/once", this::answer);
    server.start();
    URI uri = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/");
    first = new SharedMarks(new OwnService(uri, new Secret("t")), own);
    second = new SharedMarks(new OwnService(uri, new Secret("t")), OnceMarks.inMemory());
  }

  @AfterEach
  void close() {
    server.stop(0);
  }

  private void answer(HttpExchange exchange) throws IOException {
    byte[] sent = exchange.getRequestBody().readAllBytes();
    JsonNode body = JsonFormat.mapper().readTree(sent.length == 0 ? new byte[] {'0'} : sent);
    String name = body.path("name").asText();
    if (exchange.getRequestURI().getPath().endsWith("/forget")) {
      there.forget(name);
    } else if (exchange.getRequestMethod().equals("POST")) {
      String host = body.path("host").asText();
      there.mark(new OnceMarks.Done(name, host, body.path("run").asText(), STEP.at()));
    }
    byte[] answer =
        JsonFormat.mapper()
            .writeValueAsString(Map.of("steps", there.all()))
            .getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(200, answer.length);
    exchange.getResponseBody().write(answer);
    exchange.close();
  }

  @Test
  void whatOneOperatorsRunMarksTheOthersKnows() {
    first.mark(STEP);
    assertThat(second.all()).containsExactly(STEP);
    assertThat(own.all()).as("one place only, or nothing could be forgotten").isEmpty();
    assertThat(second.forget(STEP.name())).isTrue();
    assertThat(first.all()).isEmpty();
    assertThat(first.forget(STEP.name())).isFalse();
  }

  @Test
  void whatWasMarkedBeforeThereWasAServiceIsHandedOver() {
    own.mark(STEP);
    assertThat(first.all()).containsExactly(STEP);
    assertThat(own.all()).isEmpty();
    assertThat(second.all()).containsExactly(STEP);
  }

  @Test
  void whereNobodyIsThereItIsKeptHereAndNothingIsForgotten() {
    server.stop(0);
    first.mark(STEP);
    assertThat(first.all()).containsExactly(STEP);
    assertThatThrownBy(() -> first.forget(STEP.name())).isInstanceOf(FleetException.class);
    assertThatThrownBy(() -> second.forget(STEP.name())).isInstanceOf(FleetException.class);
    assertThat(own.all()).containsExactly(STEP);
  }
}
