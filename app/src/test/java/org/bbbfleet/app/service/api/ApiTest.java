package org.bbbfleet.app.service.api;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.bbbfleet.app.service.api.Field.flag;
import static org.bbbfleet.app.service.api.Field.id;
import static org.bbbfleet.app.service.api.Field.text;
import static org.bbbfleet.app.service.api.Field.texts;
import static org.bbbfleet.app.service.api.Field.whole;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Router;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.bbbfleet.core.error.ErrorCategory;
import org.bbbfleet.core.error.FleetException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What every operation gets from its declaration: access, checks, JSON errors, metrics. */
class ApiTest {
  private static final String VIEWER = "v".repeat(40);
  private static final String OPERATOR = "o".repeat(40);
  private static final SimpleMeterRegistry METERS = new SimpleMeterRegistry();
  private static final HttpClient CLIENT =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private static Vertx vertx;
  private static HttpServer server;

  /** What came in, told back. */
  record Echo(long id, String text, Optional<Long> number, boolean flag, List<String> list) {}

  private static final class EchoPart implements ApiPart {
    @Override
    public String area() {
      return "echo";
    }

    @Override
    public List<Operation> operations() {
      return List.of(
          Operation.change("echo", "/echo/{id}", "Echoes.")
              .takes(
                  id("a number"),
                  text("text", "a text").upTo(10),
                  whole("number", 1, 5, "a number").optional(),
                  flag("flag", "a flag"),
                  texts("list", "a list"))
              .answers(
                  Echo.class,
                  (service, request) ->
                      new Echo(
                          request.number("id"),
                          request.text("text"),
                          request.optionalNumber("number"),
                          request.flag("flag"),
                          request.texts("list"))),
          Operation.read("busy", "/busy", "Fails.")
              .says(
                  (service, request) -> {
                    throw new FleetException(ErrorCategory.BUSY, "somebody else is at it");
                  }),
          Operation.read("broken", "/broken", "Fails.")
              .says(
                  (service, request) -> {
                    throw new IllegalStateException("a secret detail");
                  }),
          Operation.read("who", "/who", "Who calls.")
              .says(
                  (service, request) ->
                      new Operation.Said(request.caller().author(Optional.of("somebody")))));
    }
  }

  @BeforeAll
  static void start() throws Exception {
    vertx = Vertx.vertx();
    Router router = Router.router(vertx);
    Tokens tokens =
        new Tokens(
            List.of(token("vera", Access.VIEWER, VIEWER), token("olaf", Access.OPERATOR, OPERATOR)),
            Access.ANYONE);
    ApiContext context =
        new ApiContext(
            vertx, Clock.systemUTC(), "1", null, null, null, null, null, null, null, METERS);
    new Api(List.of(new EchoPart()), tokens, context).mount(router);
    server =
        vertx
            .createHttpServer()
            .requestHandler(router)
            .listen(0, "127.0.0.1")
            .toCompletionStage()
            .toCompletableFuture()
            .get(10, SECONDS);
  }

  private static Tokens.Token token(String name, Access access, String token) {
    return new Tokens.Token(name, access, Caller.Identity.KNOWN, Tokens.hash(token));
  }

  @AfterAll
  static void stop() throws Exception {
    vertx.close().toCompletionStage().toCompletableFuture().get(10, SECONDS);
  }

  @Test
  void valuesArriveChecked() throws Exception {
    HttpResponse<String> answer =
        post("/echo/7", OPERATOR, "{\"text\":\"hé\",\"number\":5,\"flag\":true,\"list\":[\"a\"]}");

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body())
        .isEqualTo("{\"id\":7,\"text\":\"hé\",\"number\":5,\"flag\":true,\"list\":[\"a\"]}");
    assertThat(answer.headers().firstValue("Cache-Control")).contains("no-store");
  }

  @Test
  void whatIsLeftOutIsAbsent() throws Exception {
    assertThat(post("/echo/7", OPERATOR, "{\"text\":\"x\",\"number\":null}").body())
        .isEqualTo("{\"id\":7,\"text\":\"x\",\"number\":null,\"flag\":false,\"list\":[]}");
  }

  @Test
  void whatIsWrongIsNamed() throws Exception {
    assertRefused("/echo/7", "{}", "text is missing: a text of 1 to 10 characters");
    assertRefused("/echo/7", "{\"text\":\"  \"}", "text must be a text of 1 to 10 characters");
    assertRefused("/echo/7", "{\"text\":\"01234567890\"}", "text must be a text of 1 to 10");
    assertRefused("/echo/7", "{\"text\":5}", "text must be a text");
    assertRefused("/echo/7", "{\"text\":\"x\",\"number\":6}", "number must be a whole number");
    assertRefused("/echo/7", "{\"text\":\"x\",\"number\":1.5}", "number must be a whole number");
    assertRefused("/echo/7", "{\"text\":\"x\",\"flag\":\"yes\"}", "flag must be true or false");
    assertRefused("/echo/7", "{\"text\":\"x\",\"list\":[1]}", "list must be a list");
    assertRefused("/echo/7", "{\"texd\":\"x\"}", "unknown: texd. Did you mean text?");
    assertRefused("/echo/7?flagg=true", "{\"text\":\"x\"}", "unknown: flagg. Did you mean flag?");
    assertRefused("/echo/0", "{\"text\":\"x\"}", "id must be a whole number from 1");
    assertRefused("/echo/99999999999999999999", "{\"text\":\"x\"}", "id must be a whole number");
    assertRefused("/echo/٣", "{\"text\":\"x\"}", "id must be a whole number");
    assertRefused("/echo/7", "[]", "the body must be a JSON object");
    assertRefused("/echo/7", "{\"text\":", "the body is not JSON");
    assertRefused("/echo/7", "{\"text\":\"x\",\"text\":\"y\"}", "the body is not JSON");
    assertRefused("/echo/7", "{\"text\":\"x\"}}", "the body is not JSON");
  }

  private static void assertRefused(String path, String body, String error) throws Exception {
    HttpResponse<String> answer = post(path, OPERATOR, body);
    assertThat(answer.statusCode()).as(body).isEqualTo(400);
    assertThat(answer.body()).as(body).startsWith("{\"error\":\"" + error);
  }

  @Test
  void whoMayNotIsTold() throws Exception {
    HttpResponse<String> nobody = post("/echo/7", "", "{\"text\":\"x\"}");
    assertThat(nobody.statusCode()).isEqualTo(401);
    assertThat(nobody.headers().firstValue("WWW-Authenticate")).isPresent();
    assertThat(nobody.body()).contains("present a token (operator)");
    assertThat(post("/echo/7", "w".repeat(40), "{}").statusCode()).isEqualTo(401);
    assertThat(get("/who", "w".repeat(40)).statusCode()).isEqualTo(401);
    HttpResponse<String> viewer = post("/echo/7", VIEWER, "{\"text\":\"x\"}");
    assertThat(viewer.statusCode()).isEqualTo(403);
    assertThat(viewer.body()).contains("vera is viewer; this needs operator");
    assertThat(get("/who", "").statusCode()).isEqualTo(401);
    assertThat(get("/who", VIEWER).statusCode()).isEqualTo(200);
  }

  @Test
  void theTokensNameIsTheAuthorWhateverTheCallerSays() throws Exception {
    assertThat(get("/who", OPERATOR).body()).isEqualTo("{\"said\":\"olaf\"}");
  }

  @Test
  void aTokenMayComeInTheOtherHeader() throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(uri("/who"))
            .header("X-Fleet-Token", OPERATOR)
            .header("Authorization", "Basic Zm9vOmJhcg==")
            .build();
    assertThat(CLIENT.send(request, HttpResponse.BodyHandlers.ofString()).body())
        .isEqualTo("{\"said\":\"olaf\"}");
  }

  @Test
  void failuresHaveTheirStatusAndNoInsides() throws Exception {
    assertThat(get("/busy", VIEWER).statusCode()).isEqualTo(409);
    assertThat(get("/busy", VIEWER).body()).isEqualTo("{\"error\":\"somebody else is at it\"}");
    HttpResponse<String> broken = get("/broken", VIEWER);
    assertThat(broken.statusCode()).isEqualTo(500);
    assertThat(broken.body()).doesNotContain("secret detail");
    assertThat(get("/nowhere", VIEWER).statusCode()).isEqualTo(404);
    assertThat(get("/nowhere", VIEWER).body()).contains("/api/v1/openapi.json");
  }

  @Test
  void aBodyIsBounded() throws Exception {
    HttpResponse<String> answer =
        post("/echo/7", OPERATOR, "{\"text\":\"" + "x".repeat(70_000) + "\"}");
    assertThat(answer.statusCode()).isEqualTo(413);
    assertThat(answer.body()).contains("a body may have");
  }

  @Test
  void requestsAreCountedByOperationAndStatus() throws Exception {
    double before = counted("busy", "409");
    get("/busy", VIEWER);
    long deadline = System.nanoTime() + SECONDS.toNanos(5);
    // Counted when the answer is out, which the client may see first.
    while (counted("busy", "409") < before + 1 && System.nanoTime() < deadline) {
      Thread.onSpinWait();
    }
    assertThat(counted("busy", "409")).isEqualTo(before + 1);
  }

  private static double counted(String operation, String status) {
    return METERS.counter("fleet.api.requests", "operation", operation, "status", status).count();
  }

  private static HttpResponse<String> get(String path, String token) throws Exception {
    return send(HttpRequest.newBuilder(uri(path)).GET(), token);
  }

  private static HttpResponse<String> post(String path, String token, String body)
      throws Exception {
    return send(
        HttpRequest.newBuilder(uri(path)).POST(HttpRequest.BodyPublishers.ofString(body)), token);
  }

  private static HttpResponse<String> send(HttpRequest.Builder request, String token)
      throws Exception {
    if (!token.isEmpty()) {
      request.header("Authorization", "Bearer " + token);
    }
    return CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  private static URI uri(String path) {
    return URI.create(
        URI.create("http://127.0.0.1:" + server.actualPort() + "/api/v1" + path).toASCIIString());
  }
}
