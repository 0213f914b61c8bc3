package org.bbbfleet.alerts.incident;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SelfSignedCertificate;
import io.vertx.ext.web.Router;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.bbbfleet.alerts.intake.IntakeConfig;
import org.bbbfleet.alerts.intake.Journal;
import org.bbbfleet.alerts.intake.WebhookIntake;
import org.bbbfleet.core.config.Secret;
import org.bbbfleet.core.store.Store;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who may send, and what is shed: real HTTP and TLS. */
class IntakeTest {
  private static final String EMPTY = "{\"alerts\":[]}";

  @TempDir Path directory;
  private final Vertx vertx = Vertx.vertx();
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final AtomicLong backlog = new AtomicLong();
  private final AtomicInteger incomplete = new AtomicInteger();
  private final SelfSignedCertificate server = SelfSignedCertificate.create("localhost");
  private final SelfSignedCertificate alertmanager = SelfSignedCertificate.create("mon-1");
  private final SelfSignedCertificate stranger = SelfSignedCertificate.create("bbb-1");
  private Store store;
  private int port;

  @BeforeEach
  void open() {
    store = Store.open(directory.resolve("fleet.db"));
  }

  @AfterEach
  void close() throws Exception {
    vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    store.close();
    server.delete();
    alertmanager.delete();
    stranger.delete();
  }

  private void start(IntakeConfig config, HttpServerOptions options) throws Exception {
    Router router = Router.router(vertx);
    new WebhookIntake(
            config,
            new Journal(store, Clock.systemUTC()),
            id -> {},
            backlog::get,
            incomplete::incrementAndGet,
            meters)
        .mount(router, "/hook");
    port =
        vertx
            .createHttpServer(options)
            .requestHandler(router)
            .listen(0, "127.0.0.1")
            .toCompletionStage()
            .toCompletableFuture()
            .get(10, TimeUnit.SECONDS)
            .actualPort();
  }

  private static IntakeConfig config(int perSecond, int burst, int mostBytes, int atOnce) {
    return new IntakeConfig(
        new Secret("let-me-in"),
        Optional.of(new IntakeConfig.Basic("alertmanager", new Secret("pa55"))),
        Set.of("mon-1"),
        perSecond,
        burst,
        mostBytes,
        atOnce,
        1000);
  }

  private CompletableFuture<Integer> post(HttpClient client, String authorization, String body) {
    RequestOptions request =
        new RequestOptions()
            .setMethod(HttpMethod.POST)
            .setHost("127.0.0.1")
            .setPort(port)
            .setURI("/hook");
    if (!authorization.isEmpty()) {
      request.putHeader("Authorization", authorization);
    }
    return client
        .request(request)
        .compose(open -> open.send(body))
        .compose(answer -> answer.body().map(read -> answer.statusCode()))
        .toCompletionStage()
        .toCompletableFuture();
  }

  private int status(HttpClient client, String authorization, String body) throws Exception {
    return post(client, authorization, body).get(20, TimeUnit.SECONDS);
  }

  private static String basic(String pair) {
    return "Basic " + java.util.Base64.getEncoder().encodeToString(pair.getBytes());
  }

  @Test
  void takesBearerAndBasic() throws Exception {
    start(config(500, 2000, 10_000, 64), new HttpServerOptions());
    HttpClient client = vertx.createHttpClient();
    assertThat(status(client, "Bearer let-me-in", EMPTY)).isEqualTo(202);
    assertThat(status(client, basic("alertmanager:pa55"), EMPTY)).isEqualTo(202);
    assertThat(status(client, basic("alertmanager:pa56"), EMPTY)).isEqualTo(403);
    assertThat(status(client, basic("root:pa55"), EMPTY)).isEqualTo(403);
    assertThat(status(client, "Basic ???", EMPTY)).isEqualTo(403);
    assertThat(status(client, "Digest x", EMPTY)).isEqualTo(401);
    assertThat(status(client, "", EMPTY)).isEqualTo(401);
  }

  @Test
  void takesAClientCertificateOfAKnownName() throws Exception {
    start(
        config(500, 2000, 10_000, 64),
        new HttpServerOptions()
            .setSsl(true)
            .setKeyCertOptions(server.keyCertOptions())
            .setTrustOptions(
                new io.vertx.core.net.PemTrustOptions()
                    .addCertPath(alertmanager.certificatePath())
                    .addCertPath(stranger.certificatePath()))
            .setClientAuth(ClientAuth.REQUEST));
    HttpClientOptions tls =
        new HttpClientOptions().setSsl(true).setTrustAll(true).setVerifyHost(false);
    HttpClient known =
        vertx.createHttpClient(
            new HttpClientOptions(tls).setKeyCertOptions(alertmanager.keyCertOptions()));
    HttpClient other =
        vertx.createHttpClient(
            new HttpClientOptions(tls).setKeyCertOptions(stranger.keyCertOptions()));
    HttpClient none = vertx.createHttpClient(tls);
    assertThat(status(known, "", EMPTY)).isEqualTo(202);
    assertThat(status(other, "", EMPTY)).isEqualTo(401);
    assertThat(status(none, "", EMPTY)).isEqualTo(401);
    assertThat(status(none, "Bearer let-me-in", EMPTY)).isEqualTo(202);
  }

  @Test
  void shedsWhatASourceSendsTooFastWith503() throws Exception {
    start(config(1, 5, 10_000, 64), new HttpServerOptions());
    HttpClient client = vertx.createHttpClient();
    List<Integer> answers = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      answers.add(status(client, "Bearer let-me-in", EMPTY));
      // What is refused anyway uses nothing up.
      assertThat(status(client, "Bearer wrong", EMPTY)).isEqualTo(403);
    }
    assertThat(answers).startsWith(202, 202, 202, 202, 202).containsOnly(202, 503);
    assertThat(answers.stream().filter(a -> a == 503).count()).isGreaterThanOrEqualTo(5);
    assertThat(meters.counter("fleet.notifications", "result", "limited").count()).isPositive();
  }

  @Test
  void shedsWhenTheBacklogIsFullAndTakesAgainAfterwards() throws Exception {
    start(config(500, 2000, 10_000, 64), new HttpServerOptions());
    HttpClient client = vertx.createHttpClient();
    backlog.set(1000);
    assertThat(status(client, "Bearer let-me-in", EMPTY)).isEqualTo(503);
    assertThat(meters.counter("fleet.notifications", "result", "overloaded").count()).isOne();
    backlog.set(999);
    assertThat(status(client, "Bearer let-me-in", EMPTY)).isEqualTo(202);
  }

  @Test
  void holdsOnlySoManyInMemory() throws Exception {
    start(config(500, 2000, 10_000, 2), new HttpServerOptions());
    HttpClient client = vertx.createHttpClient();
    RequestOptions slow =
        new RequestOptions()
            .setMethod(HttpMethod.POST)
            .setHost("127.0.0.1")
            .setPort(port)
            .setURI("/hook")
            .putHeader("Authorization", "Bearer let-me-in");
    List<io.vertx.core.http.HttpClientRequest> open = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      io.vertx.core.http.HttpClientRequest request =
          client.request(slow).toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
      request.setChunked(true);
      request
          .write("{\"alerts\":")
          .toCompletionStage()
          .toCompletableFuture()
          .get(10, TimeUnit.SECONDS);
      open.add(request);
    }
    int answer = 202;
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
    while (answer == 202 && System.nanoTime() < end) {
      answer = status(client, "Bearer let-me-in", EMPTY);
    }
    assertThat(answer).isEqualTo(503);
    for (io.vertx.core.http.HttpClientRequest request : open) {
      request.end("[]}").toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
      assertThat(
              request
                  .response()
                  .map(r -> r.statusCode())
                  .toCompletionStage()
                  .toCompletableFuture()
                  .get(10, TimeUnit.SECONDS))
          .isEqualTo(202);
    }
    assertThat(status(client, "Bearer let-me-in", EMPTY)).isEqualTo(202);
  }

  @Test
  void whatIsTooLongOrCutOffIsAskedForElsewhere() throws Exception {
    start(config(500, 2000, 10_000, 64), new HttpServerOptions());
    HttpClient client = vertx.createHttpClient();
    assertThat(status(client, "Bearer let-me-in", "x".repeat(10_001))).isEqualTo(413);
    assertThat(incomplete).hasValue(1);
    assertThat(status(client, "Bearer let-me-in", "{\"alerts\":[],\"truncatedAlerts\":2}"))
        .isEqualTo(202);
    assertThat(incomplete).hasValue(2);
  }

  @Test
  void whatComesTogetherIsJournalledTogetherAndNothingIsLost() throws Exception {
    start(config(5000, 5000, 10_000, 512), new HttpServerOptions());
    HttpClient client =
        vertx.createHttpClient(
            new HttpClientOptions(), new io.vertx.core.http.PoolOptions().setHttp1MaxSize(64));
    List<CompletableFuture<Integer>> answers = new ArrayList<>();
    for (int i = 0; i < 400; i++) {
      answers.add(post(client, "Bearer let-me-in", EMPTY));
    }
    for (CompletableFuture<Integer> answer : answers) {
      assertThat(answer.get(30, TimeUnit.SECONDS)).isEqualTo(202);
    }
    assertThat(new Journal(store, Clock.systemUTC()).backlog()).isEqualTo(400);
  }
}
