package org.bbbfleet.bench.bbb;

import static java.util.concurrent.TimeUnit.SECONDS;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import org.bbbfleet.lab.bbb.BbbOptions;
import org.bbbfleet.lab.bbb.BbbSimulator;
import org.bbbfleet.lab.bbb.Load;

/** Two servers: one with the simulator's answer of a crowd, printed once, and an empty one. */
final class Answers implements AutoCloseable {
  private static final String ROOT =
      "<response><returncode>SUCCESS</returncode><version>2.0</version>"
          + "<apiVersion>2.0</apiVersion><bbbVersion/></response>";
  private static final String NONE =
      "<response><returncode>SUCCESS</returncode><meetings/>"
          + "<messageKey>noMeetings</messageKey></response>";

  private final byte[] body;
  private final HttpServer server;

  private Answers(byte[] body, HttpServer server) {
    this.body = body;
    this.server = server;
  }

  static Answers start(Vertx vertx, int meetings, int attendees)
      throws IOException, InterruptedException {
    BbbSimulator simulator = await(BbbSimulator.start(vertx, BbbOptions.loopback("")));
    simulator.load(new Load(meetings, attendees, 1, Instant.now()));
    HttpRequest request =
        HttpRequest.newBuilder(simulator.apiBase().resolve("getMeetings"))
            .timeout(Duration.ofSeconds(30))
            .build();
    byte[] body =
        HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofByteArray()).body();
    await(simulator.stop());
    Buffer whole = Buffer.buffer(body);
    HttpServer server =
        await(
            vertx.createHttpServer().requestHandler(r -> answer(r, whole)).listen(0, "127.0.0.1"));
    return new Answers(body, server);
  }

  private static void answer(HttpServerRequest request, Buffer crowd) {
    boolean root = !request.path().contains("getMeetings");
    Buffer other = Buffer.buffer(root ? ROOT : NONE);
    boolean full = !root && request.path().startsWith("/full");
    request
        .response()
        .putHeader("Content-Type", "text/xml;charset=utf-8")
        .end(full ? crowd : other)
        .onFailure(e -> request.connection().close());
  }

  int bodyBytes() {
    return body.length;
  }

  URI full() {
    return URI.create("http://127.0.0.1:" + server.actualPort() + "/full/");
  }

  URI empty() {
    return URI.create("http://127.0.0.1:" + server.actualPort() + "/empty/");
  }

  @Override
  public void close() {
    await(server.close());
  }

  private static <T> T await(Future<T> future) {
    return future.toCompletionStage().toCompletableFuture().orTimeout(30, SECONDS).join();
  }
}
