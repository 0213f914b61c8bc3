package org.bbbfleet.app.service.live;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Router;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Streams of server-sent events on real connections. */
@Timeout(30)
class StreamsTest {
  private final Vertx vertx = Vertx.vertx();
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final List<String> log = new CopyOnWriteArrayList<>();
  private Streams streams;
  private HttpServer server;

  /** All of the log after a position, ten at a time. */
  private final class LogFeed implements Feed {
    private int position;

    LogFeed(int position) {
      this.position = position;
    }

    @Override
    public List<Message> next() {
      List<Message> messages = new ArrayList<>();
      while (position < log.size() && messages.size() < 10) {
        messages.add(new Message(Integer.toString(position + 1), "line", log.get(position)));
        position++;
      }
      return messages;
    }
  }

  @BeforeEach
  void start() throws Exception {
    streams = new Streams(vertx, meters, 100, 500);
    Router router = Router.router(vertx);
    router
        .get("/stream")
        .handler(
            http -> {
              String last = http.request().getHeader("Last-Event-ID");
              streams.serve(http, new LogFeed(last == null ? 0 : Integer.parseInt(last)));
            });
    server =
        vertx
            .createHttpServer()
            .requestHandler(router)
            .listen(0, "127.0.0.1")
            .toCompletionStage()
            .toCompletableFuture()
            .get(10, SECONDS);
  }

  @AfterEach
  void stop() throws Exception {
    streams.close();
    vertx.close().toCompletionStage().toCompletableFuture().get(10, SECONDS);
  }

  private void say(String line) {
    log.add(line);
    streams.poke();
  }

  private BufferedReader connect(String... headers) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.actualPort() + "/stream"));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return new BufferedReader(
        new InputStreamReader(
            HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .build()
                .send(request.build(), HttpResponse.BodyHandlers.ofInputStream())
                .body(),
            StandardCharsets.UTF_8));
  }

  private static String nextData(BufferedReader reader) throws Exception {
    for (String line = reader.readLine(); line != null; line = reader.readLine()) {
      if (line.startsWith("data: ")) {
        return line.substring("data: ".length());
      }
    }
    return "(end)";
  }

  private static void await(BooleanSupplier condition) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(15);
    while (!condition.getAsBoolean() && System.nanoTime() < deadline) {
      Thread.onSpinWait();
    }
    assertThat(condition.getAsBoolean()).isTrue();
  }

  @Test
  void eventsArriveInOrderAsTheyHappen() throws Exception {
    for (int i = 0; i < 25; i++) {
      log.add("old " + i);
    }
    try (BufferedReader reader = connect()) {
      for (int i = 0; i < 25; i++) {
        assertThat(nextData(reader)).isEqualTo("old " + i);
      }
      say("new");
      assertThat(nextData(reader)).isEqualTo("new");
    }
  }

  @Test
  void aReaderThatComesBackGoesOnWhereItWas() throws Exception {
    for (int i = 0; i < 5; i++) {
      log.add("line " + i);
    }
    try (BufferedReader reader = connect("Last-Event-ID", "3")) {
      assertThat(nextData(reader)).isEqualTo("line 3");
      assertThat(nextData(reader)).isEqualTo("line 4");
    }
  }

  @Test
  void aQuietStreamIsKeptOpenByComments() throws Exception {
    try (BufferedReader reader = connect()) {
      List<String> lines = new ArrayList<>();
      for (int i = 0; i < 6; i++) {
        lines.add(reader.readLine());
      }
      assertThat(lines).startsWith("retry: 2000", "").contains(":");
    }
  }

  @Test
  void aClientThatDoesNotReadIsDroppedAndTheOthersAreNotHeldUp() throws Exception {
    try (Socket lazy = new Socket(InetAddress.getLoopbackAddress(), server.actualPort())) {
      lazy.getOutputStream()
          .write("GET /stream HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      await(() -> streams.size() == 1);
      String large = "x".repeat(100_000);
      for (int i = 0; i < 200; i++) {
        log.add(large);
      }
      streams.poke();
      await(() -> meters.counter("fleet.api.streams.dropped").count() == 1);
      await(() -> streams.size() == 0);
      say("after");
      try (BufferedReader reader = connect("Last-Event-ID", "200")) {
        assertThat(nextData(reader)).isEqualTo("after");
      }
    }
  }

  @Test
  void aClientThatLeavesIsForgotten() throws Exception {
    BufferedReader reader = connect();
    await(() -> streams.size() == 1);
    assertThat(meters.get("fleet.api.streams").gauge().value()).isEqualTo(1);
    reader.close();
    await(() -> streams.size() == 0);
  }

  @Test
  void closingEndsAllStreams() throws Exception {
    try (BufferedReader reader = connect()) {
      assertThat(reader.readLine()).isEqualTo("retry: 2000");
      streams.close();
      assertThat(nextData(reader)).isEqualTo("(end)");
    }
  }
}
