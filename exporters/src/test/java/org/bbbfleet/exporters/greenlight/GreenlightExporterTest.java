package org.bbbfleet.exporters.greenlight;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.bbbfleet.core.config.Section;
import org.bbbfleet.core.metrics.Samples;
import org.bbbfleet.exporters.Collector;
import org.bbbfleet.exporters.CollectorContext;
import org.bbbfleet.exporters.page.PageFailure;
import org.bbbfleet.exporters.testing.Await;

/** Answers are those of Greenlight 2's and 3's health checks, as their sources write them. */
final class GreenlightExporterTest {

  private static Samples answer(int status, String body) {
    Vertx vertx = Vertx.vertx();
    try {
      HttpServer server =
          Await.result(
              vertx
                  .createHttpServer()
                  .requestHandler(r -> r.response().setStatusCode(status).end(body))
                  .listen(0, "127.0.0.1"));
      return collect(vertx, server.actualPort());
    } finally {
      Await.result(vertx.close());
    }
  }

  private static Samples collect(Vertx vertx, int port) {
    Map<String, Object> options =
        Map.of("url", "http://127.0.0.1:" + port + "/health_check", "timeout", "5s");
    try (Collector collector =
        new GreenlightExporter()
            .open(
                Section.of("test", options),
                new CollectorContext(vertx, Clock.systemUTC(), Path.of("/")))) {
      Samples samples = Await.result(collector.collect());
      assertThat(GreenlightMetrics.all()).containsAll(samples.metrics());
      return samples;
    }
  }

  @Example
  void successIsHealthy() {
    Samples samples = answer(200, "success");
    assertThat(samples.value(GreenlightMetrics.UP)).isEqualTo(1);
    assertThat(samples.value(GreenlightMetrics.HEALTHY)).isEqualTo(1);
    assertThat(samples.value(GreenlightMetrics.UNHEALTHY, "redis")).isZero();
    assertThat(samples.value(GreenlightMetrics.TOOK)).isNotNegative();
  }

  @Example
  void whatItLacksIsNamedInBothVersions() {
    fails(500, "Unable to connect to Database - PG::ConnectionBad: redis is not meant", "database");
    fails(500, "Unable to connect to Redis - Error connecting to Redis on x:6379", "redis");
    fails(500, "Unable to connect to SMTP Server - getaddrinfo", "smtp");
    fails(
        500, "Unable to connect to BigBlueButton - <response>database</response>", "bigbluebutton");
    fails(200, "Health Check Failure: Unable to write to cache", "cache");
    fails(200, "Health Check Failure: Pending migrations", "database");
    fails(200, "Health Check Failure: something new", "other");
  }

  private static void fails(int status, String body, String component) {
    Samples samples = answer(status, body);
    assertThat(samples.value(GreenlightMetrics.UP)).isEqualTo(1);
    assertThat(samples.value(GreenlightMetrics.HEALTHY)).isZero();
    for (Health one : Health.values()) {
      if (one != Health.SUCCESS) {
        assertThat(samples.value(GreenlightMetrics.UNHEALTHY, one.label()))
            .as(body + ": " + one)
            .isEqualTo(one.label().equals(component) ? 1 : 0);
      }
    }
  }

  @Example
  void anotherProgramIsNotGreenlight() {
    isDown(answer(200, "<html>Greenlight success</html>"), PageFailure.OTHER_SERVER);
    isDown(answer(200, ""), PageFailure.OTHER_SERVER);
    isDown(answer(502, "<html>nginx</html>"), PageFailure.STATUS);
    isDown(answer(500, "<html>an error of a proxy</html>"), PageFailure.STATUS);
    isDown(answer(200, "x".repeat(300_000)), PageFailure.TOO_LARGE);
    Vertx vertx = Vertx.vertx();
    isDown(collect(vertx, 1), PageFailure.CONNECT);
    Await.result(vertx.close());
  }

  private static void isDown(Samples samples, PageFailure reason) {
    assertThat(samples.value(GreenlightMetrics.UP)).isZero();
    assertThat(samples.value(GreenlightMetrics.FAILURE, reason.label())).as(reason.label()).isOne();
    assertThat(samples.value(GreenlightMetrics.HEALTHY)).isNaN();
  }

  @Property
  void onlyTheOneWordIsSuccess(@ForAll String body, @ForAll int status) {
    assertThat(Health.read(status, body).filter(health -> health == Health.SUCCESS).isPresent())
        .isEqualTo(status == 200 && body.strip().equals("success"));
  }
}
