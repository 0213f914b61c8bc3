package org.bbbfleet.alerts.incident;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Router;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.bbbfleet.alerts.intake.Journal;
import org.bbbfleet.core.config.Secret;
import org.bbbfleet.core.store.Store;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The healer as the service hosts it: real HTTP, real threads, real time. */
class WebhookTest {
  @TempDir Path directory;
  private final Vertx vertx = Vertx.vertx();
  private final HttpClient client = HttpClient.newHttpClient();
  private final FakeSignals signals = new FakeSignals(Clock.systemUTC());
  private final FakeShells shells = new FakeShells();
  private final MeterRegistry meters = new SimpleMeterRegistry();
  private Store store;
  private Healer healer;
  private URI address;

  @BeforeEach
  void start() throws Exception {
    store = Store.open(directory.resolve("fleet.db"));
    healer =
        Healer.start(
            new HealerNeeds(
                HealerConfig.standard(new Secret("let-me-in")).wellFor(Duration.ZERO),
                store,
                Safety.of(List.of(Scene.LADDER), Scene.fleet()),
                Scene.fleet(),
                shells,
                signals,
                Clock.systemUTC(),
                meters,
                Outside.none()),
            vertx);
    Router router = Router.router(vertx);
    healer.intake().mount(router, "/api/v1/alerts");
    HttpServer server =
        vertx
            .createHttpServer()
            .requestHandler(router)
            .listen(0, "127.0.0.1")
            .toCompletionStage()
            .toCompletableFuture()
            .get(10, TimeUnit.SECONDS);
    address = URI.create("http://127.0.0.1:" + server.actualPort() + "/api/v1/alerts");
  }

  @AfterEach
  void close() throws Exception {
    healer.close();
    vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    store.close();
  }

  private CompletableFuture<HttpResponse<String>> post(String body, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(address)
            .timeout(Duration.ofSeconds(20))
            .POST(HttpRequest.BodyPublishers.ofString(body));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return client.sendAsync(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  private int status(String body, String... headers) throws Exception {
    return post(body, headers).get(20, TimeUnit.SECONDS).statusCode();
  }

  private int authorized(String body) throws Exception {
    return status(body, "Authorization", "Bearer let-me-in");
  }

  private static void await(BooleanSupplier condition) {
    long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("waited too long").isLessThan(end);
      LockSupport.parkNanos(5_000_000);
    }
  }

  private double counted(String result) {
    return meters.counter("fleet.notifications", "result", result).count();
  }

  @Test
  void fiftySameNotificationsAtOnceAreOneIncidentAndOneAction() throws Exception {
    signals.broken.add("bbb-1");
    shells.does =
        command -> {
          signals.broken.clear();
          return 0;
        };
    String body = Scene.notification("firing", "bbb-1", "2026-05-04T07:59:00Z");
    List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      answers.add(post(body, "Authorization", "Bearer let-me-in"));
    }
    for (CompletableFuture<HttpResponse<String>> answer : answers) {
      assertThat(answer.get(20, TimeUnit.SECONDS).statusCode()).isEqualTo(202);
    }
    Journal journal = new Journal(store, Clock.systemUTC());
    await(
        () ->
            journal.open().isEmpty()
                && !healer.incidents(9).isEmpty()
                && healer.incidents(9).get(0).state() == IncidentState.HEALED);
    assertThat(healer.incidents(100)).hasSize(1);
    assertThat(shells.commands).containsExactly("bbb-1: soffice-nudge");
    assertThat(counted("accepted")).isEqualTo(50);
  }

  @Test
  void manyIncidentsAtOnceEachHaveTheirAction() throws Exception {
    signals.broken.addAll(List.of("bbb-1", "bbb-2"));
    for (int i = 0; i < 10; i++) {
      String host = "bbb-" + (1 + i % 2);
      assertThat(
              authorized(
                  Scene.notification(
                      "firing",
                      "SofficeDefunct",
                      Map.of("host", host, "n", "" + i),
                      "2026-05-04T07:59:00Z")))
          .isEqualTo(202);
    }
    await(() -> healer.incidents(100).size() == 10);
    await(() -> healer.incidents(100).stream().noneMatch(i -> i.state() == IncidentState.OPEN));
    // One host, one action at a time; the cooldown keeps the others of the same alert waiting.
    await(() -> shells.commands.size() == 2);
    assertThat(shells.commands)
        .containsExactlyInAnyOrder("bbb-1: soffice-nudge", "bbb-2: soffice-nudge");
  }

  @Test
  void wantsTheToken() throws Exception {
    String body = "{\"alerts\":[]}";
    assertThat(status(body)).isEqualTo(401);
    assertThat(status(body, "Authorization", "Basic bGV0LW1lLWlu")).isEqualTo(401);
    assertThat(status(body, "Authorization", "Bearer let-me-out")).isEqualTo(403);
    assertThat(status(body, "Authorization", "Bearer")).isEqualTo(401);
    assertThat(status(body, "Authorization", "bearer let-me-in")).isEqualTo(202);
    assertThat(counted("unauthorized")).isEqualTo(4);
  }

  @Test
  void refusesAndCountsWhatIsMalformed() throws Exception {
    assertThat(authorized("")).isEqualTo(400);
    assertThat(authorized("{\"alerts\":7}")).isEqualTo(400);
    assertThat(counted("malformed")).isEqualTo(2);
    assertThat(new Journal(store, Clock.systemUTC()).open()).isEmpty();
  }

  @Test
  void refusesWhatIsTooLarge() throws Exception {
    String body = "{\"alerts\":[],\"x\":\"" + "x".repeat(1024 * 1024) + "\"}";
    assertThat(authorized(body)).isEqualTo(413);
    assertThat(authorized("{\"alerts\":[],\"x\":\"" + "x".repeat(1024 * 1000) + "\"}"))
        .isEqualTo(202);
  }

  @Test
  void countsAlertsThatWereCutOff() throws Exception {
    assertThat(authorized("{\"alerts\":[],\"truncatedAlerts\":4}")).isEqualTo(202);
    assertThat(meters.counter("fleet.notification.truncated.alerts").count()).isEqualTo(4);
  }

  @Test
  void asksToBeToldAgainWhenItCanNotRemember() throws Exception {
    store.close();
    assertThat(authorized("{\"alerts\":[]}")).isEqualTo(503);
    assertThat(counted("unavailable")).isEqualTo(1);
  }

  @Test
  void aKilledHealersNotificationIsHealedByTheNextOne() throws Exception {
    signals.broken.add("bbb-1");
    healer.close();
    assertThat(authorized(Scene.notification("firing", "bbb-1", "2026-05-04T07:59:00Z")))
        .isEqualTo(202);
    assertThat(shells.commands).isEmpty();
    shells.does =
        command -> {
          signals.broken.clear();
          return 0;
        };
    healer =
        Healer.start(
            new HealerNeeds(
                HealerConfig.standard(new Secret("let-me-in")).wellFor(Duration.ZERO),
                store,
                Safety.of(List.of(Scene.LADDER), Scene.fleet()),
                Scene.fleet(),
                shells,
                signals,
                Clock.systemUTC(),
                new SimpleMeterRegistry(),
                Outside.none()),
            vertx);
    await(() -> healer.incidents(1).stream().anyMatch(i -> i.state() == IncidentState.HEALED));
    assertThat(shells.commands).hasSize(1);
  }
}
