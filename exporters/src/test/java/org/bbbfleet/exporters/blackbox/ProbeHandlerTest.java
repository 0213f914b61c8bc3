package org.bbbfleet.exporters.blackbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.bbbfleet.core.config.Section;
import org.bbbfleet.core.error.ProblemsException;
import org.bbbfleet.exporters.CollectorContext;
import org.bbbfleet.exporters.testing.Await;
import org.bbbfleet.exporters.testing.Http;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ProbeHandlerTest {
  private final Vertx vertx = Vertx.vertx();
  private final CollectorContext context =
      new CollectorContext(vertx, Clock.systemUTC(), Path.of("/"));
  private ProbeHandler handler;
  private int port;

  @BeforeEach
  void serve() {
    Section modules =
        Section.parse(
            "agent.yaml",
            """
            http_401: {prober: http, http: {valid_status_codes: [401]}}
            http_named: {prober: http, http: {fail_if_body_not_matches_regexp: ['^vhost']}}
            http_cel: {prober: http, http: {fail_if_body_json_matches_cel: "body.x == 1"}}
            health: {prober: grpc, grpc: {service: x}}
            """);
    handler = ProbeHandler.create(context, modules);
    modules.finish();
    Router router = Router.router(vertx);
    handler.mount(router);
    router.get("/").handler(context -> context.end(context.request().authority().host()));
    router.get("/site").handler(context -> context.end("here"));
    router.get("/login").handler(context -> context.response().setStatusCode(401).end());
    port =
        Await.result(vertx.createHttpServer().requestHandler(router).listen(0, "127.0.0.1"))
            .actualPort();
  }

  @AfterEach
  void close() {
    handler.close();
    Await.result(vertx.close());
  }

  @Test
  void probesWithTheUsualModuleWhenNoneIsNamed() {
    HttpResponse<String> page =
        Http.get(
            port,
            "/probe?target=127.0.0.1:" + port + "/site",
            "X-Prometheus-Scrape-Timeout-Seconds",
            "10");
    assertThat(page.statusCode()).isEqualTo(200);
    assertThat(page.body())
        .contains("probe_success 1.0\n")
        .contains("probe_http_status_code 200.0\n")
        .contains("probe_timeout_seconds 9.5\n")
        .contains("probe_duration_seconds ");
  }

  @Test
  void aFailedProbeIsAPageNotAnError() {
    HttpResponse<String> page = Http.get(port, "/probe?target=127.0.0.1:" + port + "/login");
    assertThat(page.statusCode()).isEqualTo(200);
    assertThat(page.body()).contains("probe_success 0.0\n").contains("status_code 401.0\n");
  }

  @Test
  void knowsTheModulesOfTheConfiguration() {
    assertThat(Http.get(port, "/probe?module=http_401&target=127.0.0.1:" + port + "/login").body())
        .contains("probe_success 1.0\n");
  }

  @Test
  void debugShowsTheStepsAndTheMetricsToAPerson() {
    HttpResponse<String> page =
        Http.get(port, "/probe?debug=true&module=http_401&target=127.0.0.1:" + port + "/site");
    assertThat(page.statusCode()).isEqualTo(200);
    assertThat(page.body())
        .startsWith("Logs for the probe:")
        .contains("Resolving 127.0.0.1", "GET http://127.0.0.1", "Failed: status 200")
        .contains("Metrics that would have been returned:", "probe_success 0.0");
  }

  @Test
  void aHostnameGoesIntoTheHostHeaderAndMayBeNothingElse() {
    String target = "/probe?module=http_named&target=127.0.0.1:" + port;
    assertThat(Http.get(port, target + "&hostname=vhost.example.org").body())
        .contains("probe_success 1.0");
    assertThat(Http.get(port, target).body()).contains("probe_success 0.0");
    assertThat(Http.get(port, target + "&hostname=a%0d%0aX:%20y").statusCode()).isEqualTo(400);
  }

  @Test
  void aModuleThatWantsWhatWeLackIsReadAndRefused() {
    HttpResponse<String> page = Http.get(port, "/probe?module=http_cel&target=x");
    assertThat(page.statusCode()).isEqualTo(501);
    assertThat(page.body()).contains("fail_if_body_json_matches_cel");
    assertThat(Http.get(port, "/probe?module=health&target=x").statusCode()).isEqualTo(501);
  }

  @Test
  void refusesWhatItCannotProbe() {
    assertThat(Http.get(port, "/probe").statusCode()).isEqualTo(400);
    HttpResponse<String> unknown = Http.get(port, "/probe?target=x&module=http_2x");
    assertThat(unknown.statusCode()).isEqualTo(400);
    assertThat(unknown.body()).contains("http_2xx, http_401,").contains("Did you mean http_2xx?");
    assertThat(
            Http.get(port, "/probe?target=x", "X-Prometheus-Scrape-Timeout-Seconds", "soon")
                .statusCode())
        .isEqualTo(400);
    assertThat(Http.get(port, "/probe?target=" + "x".repeat(3000)).statusCode()).isEqualTo(400);
  }

  @Test
  void theDeadlineIsTheScrapersLessAnOffsetAndNeverAboveTheModules() {
    Duration module = Duration.ofSeconds(20);
    assertThat(ProbeHandler.deadline("10", module)).contains(Duration.ofMillis(9500));
    assertThat(ProbeHandler.deadline("60", module)).contains(module);
    assertThat(ProbeHandler.deadline(null, module)).contains(module);
    assertThat(ProbeHandler.deadline("0.4", module)).contains(Duration.ofMillis(400));
    assertThat(ProbeHandler.deadline("1e300", module)).contains(module);
    for (String odd : new String[] {"", "-1", "0", "NaN", "ten"}) {
      assertThat(ProbeHandler.deadline(odd, module)).as(odd).isEqualTo(Optional.empty());
    }
  }

  @Test
  void wrongModulesAreReported() {
    Section modules =
        Section.parse(
            "agent.yaml",
            "{a: {prober: htpp}, b: {prober: http, timeout: 1h}, c: {prober: http, http: {bdy: 1}}}");
    ProbeHandler.create(context, modules).close();
    assertThatThrownBy(modules::finish)
        .isInstanceOf(ProblemsException.class)
        .hasMessageContaining("a.prober is htpp; there are [")
        .hasMessageContaining("Did you mean http?")
        .hasMessageContaining("b.timeout must be above 0 and at most 120s")
        .hasMessageContaining("c.http.bdy is not a known key");
  }
}
