package org.bbbfleet.alerts.incident;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.ext.web.Router;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.bbbfleet.alerts.audit.AuditTrail;
import org.bbbfleet.core.config.Secret;
import org.bbbfleet.core.store.Store;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** 10,000 alerts in a minute: each is answered, none is lost, memory stays bounded. */
@Tag("long")
@Timeout(600)
class FloodTest {
  private static final int ALERTS = 10_000;
  private static final int AT_ONCE = 32;
  private static final long MOST_BYTES = 200L * 1024 * 1024;

  @TempDir Path directory;

  @Test
  void losesNothing() throws Exception {
    Vertx vertx = Vertx.vertx();
    SimpleMeterRegistry meters = new SimpleMeterRegistry();
    try (Store store = Store.open(directory.resolve("fleet.db"));
        Healer healer =
            Healer.start(
                new HealerNeeds(
                    HealerConfig.standard(new Secret("let-me-in")),
                    store,
                    Safety.of(List.of(), Scene.fleet()),
                    Scene.fleet(),
                    new FakeShells(),
                    new FakeSignals(Clock.systemUTC()),
                    Clock.systemUTC(),
                    meters,
                    Outside.none()),
                vertx)) {
      Router router = Router.router(vertx);
      healer.intake().mount(router, "/hook");
      HttpServer server =
          vertx
              .createHttpServer()
              .requestHandler(router)
              .listen(0, "127.0.0.1")
              .toCompletionStage()
              .toCompletableFuture()
              .get(10, TimeUnit.SECONDS);
      HttpClient client =
          vertx.createHttpClient(
              new HttpClientOptions(), new PoolOptions().setHttp1MaxSize(AT_ONCE));
      long before = used();
      long began = System.nanoTime();
      Semaphore free = new Semaphore(AT_ONCE);
      AtomicInteger accepted = new AtomicInteger();
      for (int i = 0; i < ALERTS; i++) {
        free.acquire();
        send(client, server.actualPort(), i, free, accepted);
      }
      assertThat(free.tryAcquire(AT_ONCE, 60, TimeUnit.SECONDS)).isTrue();
      Duration took = Duration.ofNanos(System.nanoTime() - began);
      System.out.println(ALERTS + " notifications answered in " + took.toMillis() + " ms");
      assertThat(accepted).hasValue(ALERTS);

      long end = System.nanoTime() + Duration.ofMinutes(8).toNanos();
      while (count(store, "state = 'ESCALATED'") < ALERTS && System.nanoTime() < end) {
        LockSupport.parkNanos(100_000_000);
      }
      long after = used();
      System.out.println(
          "worked off after "
              + TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began)
              + " ms, "
              + (after - before) / 1024 / 1024
              + " MiB more in use");
      assertThat(count(store, "state = 'ESCALATED'")).isEqualTo(ALERTS);
      assertThat(after - before).isLessThan(MOST_BYTES);
      assertThat(new AuditTrail(store, Clock.systemUTC()).verify(List.of()).intact()).isTrue();
      // Last: on a busy machine this is the first to fail, and says nothing of what is lost.
      assertThat(took).isLessThan(Duration.ofMinutes(1));
    } finally {
      vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }
  }

  private static void send(
      HttpClient client, int port, int i, Semaphore free, AtomicInteger accepted) {
    String body =
        Scene.notification(
            "firing", "Storm", Map.of("host", "bbb-1", "n", "" + i), "2026-05-04T07:59:00Z");
    client
        .request(
            new RequestOptions()
                .setMethod(HttpMethod.POST)
                .setHost("127.0.0.1")
                .setPort(port)
                .setURI("/hook")
                .putHeader("Authorization", "Bearer let-me-in"))
        .compose(request -> request.send(body))
        .compose(response -> response.body().map(read -> response.statusCode()))
        .onComplete(
            result -> {
              // As Alertmanager: what is answered 5xx is sent again.
              if (result.succeeded() && result.result() == 503) {
                send(client, port, i, free, accepted);
                return;
              }
              if (result.succeeded() && result.result() == 202) {
                accepted.incrementAndGet();
              }
              free.release();
            });
  }

  private static int count(Store store, String where) {
    return store
        .jdbi()
        .withHandle(
            handle ->
                handle
                    .createQuery("select count(*) from incident where " + where)
                    .mapTo(Integer.class)
                    .one());
  }

  private static long used() {
    System.gc();
    Runtime runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }
}
