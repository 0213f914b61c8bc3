package org.bbbfleet.bench.healing;

import com.google.auto.service.AutoService;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.handler.BodyHandler;
import java.io.IOException;
import java.net.URI;
import java.net.URLDecoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.bbbfleet.alerts.action.ActionCall;
import org.bbbfleet.alerts.action.Catalogue;
import org.bbbfleet.alerts.guard.Silences;
import org.bbbfleet.alerts.incident.Healer;
import org.bbbfleet.alerts.incident.HealerConfig;
import org.bbbfleet.alerts.incident.HealerNeeds;
import org.bbbfleet.alerts.incident.Outside;
import org.bbbfleet.alerts.incident.Safety;
import org.bbbfleet.alerts.policy.Budget;
import org.bbbfleet.alerts.policy.Overrides;
import org.bbbfleet.alerts.policy.Policy;
import org.bbbfleet.alerts.policy.PolicyBook;
import org.bbbfleet.alerts.policy.Setting;
import org.bbbfleet.alerts.policy.Shipped;
import org.bbbfleet.alerts.policy.Storm;
import org.bbbfleet.alerts.rules.soffice.SofficeRules;
import org.bbbfleet.alerts.verify.Prometheus;
import org.bbbfleet.bench.Benchmark;
import org.bbbfleet.bench.Figure;
import org.bbbfleet.bench.Measurement;
import org.bbbfleet.core.config.Secret;
import org.bbbfleet.core.store.Store;

/**
 * How soon a notification is answered and an action begins: the real intake, journal, store, guards
 * and stages, a Prometheus of ours that answers at once, and hosts that are mended by anything.
 */
@AutoService(Benchmark.class)
public final class IntakeBenchmark implements Benchmark {
  private static final int WARM_UP = 100;
  private static final int NOTIFICATIONS = 500;
  private static final Duration BETWEEN = Duration.ofMillis(50);
  private static final String TOKEN = "a-token-for-the-benchmark";

  @Override
  public String suite() {
    return "healing";
  }

  @Override
  public String name() {
    return "intake";
  }

  @Override
  public String about() {
    return "Notifications of 20 alerts a second, each of another host, from the POST to its answer"
        + " and to the start of its action, against an HTTP POST whose body is written and synced"
        + " to the same disk, in turn.";
  }

  @Override
  public void run(Measurement m) throws Exception {
    Path directory = Files.createTempDirectory("fleet-bench-healing");
    Vertx vertx = Vertx.vertx();
    BrokenFleet fleet = new BrokenFleet(WARM_UP + NOTIFICATIONS);
    SimpleMeterRegistry meters = new SimpleMeterRegistry();
    try (Store store = Store.open(directory.resolve("fleet.db"));
        FileChannel file =
            FileChannel.open(
                directory.resolve("floor"), StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
      URI signals = listen(vertx, signals(vertx, fleet));
      try (Prometheus prometheus = new Prometheus(vertx, signals, Duration.ofSeconds(5));
          Healer healer =
              Healer.start(
                  new HealerNeeds(
                      HealerConfig.standard(new Secret(TOKEN)),
                      store,
                      safety(fleet),
                      fleet,
                      fleet,
                      prometheus,
                      Clock.systemUTC(),
                      meters,
                      Outside.none()),
                  vertx)) {
        Router router = Router.router(vertx);
        healer.intake().mount(router, "/hook");
        router.post("/floor").handler(BodyHandler.create(false));
        router
            .post("/floor")
            .handler(
                request ->
                    request
                        .vertx()
                        .executeBlocking(() -> synced(file, request.body().buffer().getBytes()))
                        .onComplete(
                            done ->
                                request
                                    .response()
                                    .setStatusCode(done.succeeded() ? 202 : 503)
                                    .end()));
        measure(m, fleet, listen(vertx, router));
      }
    } finally {
      vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
      delete(directory);
    }
  }

  /** One policy; so many hosts that break in a minute are no storm here, and all may be touched. */
  private static Safety safety(BrokenFleet fleet) {
    Policy policy =
        Policy.on(SofficeRules.DEFUNCT).first(ActionCall.nudgeSofficeParents()).thenAPerson();
    int all = 1_000_000;
    Duration window = Duration.ofMinutes(10);
    Overrides overrides =
        new Overrides(
            Overrides.NONE.ceiling(),
            new Setting<>(new Budget(all, 100, all, window), "benchmark"),
            new Setting<>(new Storm(all, 100, all, window, window), "benchmark"),
            List.of(),
            Map.of(),
            Map.of());
    PolicyBook book =
        new PolicyBook(List.of(new Shipped("", policy)), overrides, Catalogue.load(), fleet);
    return new Safety(book, Silences.NONE, Optional.empty());
  }

  private static Void synced(FileChannel file, byte[] body) throws IOException {
    file.write(ByteBuffer.wrap(body));
    file.force(false);
    return null;
  }

  private static void measure(Measurement m, BrokenFleet fleet, URI server) throws Exception {
    HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    double[] answers = new double[NOTIFICATIONS];
    double[] floor = new double[NOTIFICATIONS];
    long[] sent = new long[WARM_UP + NOTIFICATIONS];
    for (int i = 0; i < WARM_UP + NOTIFICATIONS; i++) {
      m.progress(i + " of " + (WARM_UP + NOTIFICATIONS));
      String host = BrokenFleet.name(i);
      String body = notification(host);
      double plain = post(client, server.resolve("/floor"), body);
      fleet.breaks(host);
      sent[i] = System.nanoTime();
      double answer = post(client, server.resolve("/hook"), body);
      if (i >= WARM_UP) {
        answers[i - WARM_UP] = answer;
        floor[i - WARM_UP] = plain;
      }
      LockSupport.parkNanos(BETWEEN.toNanos());
    }
    double[] actions = new double[NOTIFICATIONS];
    for (int i = 0; i < NOTIFICATIONS; i++) {
      actions[i] = (began(fleet, BrokenFleet.name(WARM_UP + i)) - sent[WARM_UP + i]) / 1e6;
    }
    Arrays.sort(answers);
    Arrays.sort(floor);
    Arrays.sort(actions);
    report(m, "POST and fsync (floor)", floor);
    report(m, "webhook's answer", answers);
    m.figure("webhook's answer, 99 %", at(answers, 99), "ms", Figure.Aim.atMost(20));
    m.figure("webhook's answer ÷ floor, median", at(answers, 50) / at(floor, 50), "×");
    m.figure("webhook's answer ÷ floor, 99 %", at(answers, 99) / at(floor, 99), "×");
    report(m, "notification → action start", actions);
    m.figure("notification → action start, 99 %", at(actions, 99), "ms", Figure.Aim.atMost(200));
    m.figure("notification → action start ÷ floor, median", at(actions, 50) / at(floor, 50), "×");
    m.note(
        "An incident is verified for 10 s after its action, so that about 200 are being verified"
            + " at each moment of the measurement; opening a host by SSH is not in these figures.");
  }

  private static void report(Measurement m, String what, double[] sorted) {
    m.figure(what + ", median", at(sorted, 50), "ms");
    m.figure(what + ", slowest of " + sorted.length, sorted[sorted.length - 1], "ms");
  }

  private static double at(double[] sorted, int percent) {
    return sorted[Math.min(sorted.length - 1, sorted.length * percent / 100)];
  }

  private static long began(BrokenFleet fleet, String host) {
    long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    while (fleet.began(host).isEmpty()) {
      if (System.nanoTime() > end) {
        throw new IllegalStateException("no action began on " + host);
      }
      LockSupport.parkNanos(1_000_000);
    }
    return fleet.began(host).get();
  }

  private static double post(HttpClient client, URI address, String body) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(address)
            .timeout(Duration.ofSeconds(20))
            .header("Authorization", "Bearer " + TOKEN)
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build();
    long began = System.nanoTime();
    int status = client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
    double millis = (System.nanoTime() - began) / 1e6;
    if (status != 202) {
      throw new IllegalStateException(address + " answered " + status);
    }
    return millis;
  }

  private static String notification(String host) {
    return new JsonObject()
        .put("version", "4")
        .put("status", "firing")
        .put(
            "alerts",
            new JsonArray()
                .add(
                    new JsonObject()
                        .put("status", "firing")
                        .put("startsAt", Instant.now().toString())
                        .put(
                            "labels",
                            new JsonObject()
                                .put("alertname", SofficeRules.DEFUNCT.alert())
                                .put("host", host)
                                .put("severity", "warning"))))
        .encode();
  }

  /**
   * Prometheus's instant queries, as far as the guards ask: what is broken, and how old data is.
   */
  private static Router signals(Vertx vertx, BrokenFleet fleet) {
    Router router = Router.router(vertx);
    router.post("/api/v1/query").handler(BodyHandler.create(false));
    router
        .post("/api/v1/query")
        .handler(
            request -> {
              String form = request.body().asString();
              String query =
                  URLDecoder.decode(
                      form.substring(6, form.lastIndexOf("&timeout=")), StandardCharsets.UTF_8);
              double now = System.currentTimeMillis() / 1000.0;
              JsonArray result = new JsonArray();
              if (query.startsWith("timestamp(")) {
                int from = query.indexOf("host=\"") + 6;
                result.add(sample(query.substring(from, query.indexOf('"', from)), now, now));
              } else if (query.startsWith("up{")) {
                fleet.hosts().forEach(host -> result.add(sample(host.name(), now, 1)));
              } else if (query.equals(SofficeRules.DEFUNCT.broken().promql())) {
                fleet.broken().forEach(host -> result.add(sample(host, now, 1)));
              }
              request.json(
                  new JsonObject()
                      .put("status", "success")
                      .put(
                          "data",
                          new JsonObject().put("resultType", "vector").put("result", result)));
            });
    return router;
  }

  private static JsonObject sample(String host, double now, double value) {
    return new JsonObject()
        .put("metric", new JsonObject().put("host", host))
        .put("value", new JsonArray().add(now).add(Double.toString(value)));
  }

  private static URI listen(Vertx vertx, Router router) throws Exception {
    Future<HttpServer> server =
        vertx.createHttpServer().requestHandler(router).listen(0, "127.0.0.1");
    return URI.create(
        "http://127.0.0.1:"
            + server
                .toCompletionStage()
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS)
                .actualPort());
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.toList()) {
        Files.deleteIfExists(file);
      }
    }
    Files.delete(directory);
  }
}
