package org.bbbfleet.app.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.vertx.core.Vertx;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.bbbfleet.core.web.WebConfig;
import org.bbbfleet.exporters.Declarations;
import org.bbbfleet.lab.grafana.GrafanaSimulator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The service as a whole: who may do what, who is recorded, and what is told live. */
@Timeout(90)
class FleetServiceTest {
  private static final String VIEWER = ServiceScene.TOKENS.get("vera");
  private static final String OPERATOR = ServiceScene.TOKENS.get("olaf");
  private static final String APPROVER = ServiceScene.TOKENS.get("anna");
  private static final String SHARED = "s".repeat(32);

  @TempDir Path directory;

  @Test
  void whoHasNoTokenReadsNothingUnlessItIsOpen() throws Exception {
    try (ServiceScene scene = new ServiceScene(directory).start()) {
      for (String path :
          new String[] {"status", "incidents", "events", "events/stream", "pauses"}) {
        assertThat(scene.get("/api/v1/" + path, "").statusCode()).as(path).isEqualTo(401);
      }
      assertThat(scene.get("/api/v1/status", VIEWER).statusCode()).isEqualTo(200);
      assertThat(scene.get("/api/v1/openapi.json", "").statusCode()).isEqualTo(200);
      assertThat(scene.get("/metrics", "").statusCode()).isEqualTo(200);
      scene.stop();
      scene.with("read", "open").start();
      assertThat(scene.get("/api/v1/status", "").statusCode()).isEqualTo(200);
      assertThat(
              scene.post("/api/v1/pauses", "", Map.of("reason", "x", "seconds", 60)).statusCode())
          .isEqualTo(401);
    }
  }

  @Test
  void anApprovalNeedsAnApproverAndIsRecordedInTheTokensName() throws Exception {
    try (ServiceScene scene = new ServiceScene(directory).start()) {
      scene.meetingOver("one");
      long id = scene.incident("waiting_approval");
      String approve = "/api/v1/incidents/" + id + "/approve";
      Map<String, String> reason = Map.of("reason", "class is over", "who", "somebody else");

      assertThat(scene.post(approve, OPERATOR, reason).statusCode()).isEqualTo(403);
      assertThat(scene.post("/api/v1/incidents/999/approve", APPROVER, reason).statusCode())
          .isEqualTo(404);
      assertThat(scene.post(approve, APPROVER, Map.of()).statusCode()).isEqualTo(400);
      HttpResponse<String> approved = scene.post(approve, APPROVER, reason);
      assertThat(approved.body()).contains("incident " + id + ": approved");

      JsonNode story = scene.json("/api/v1/incidents/" + id).path("story");
      assertThat(story.findValuesAsText("text")).contains("approved by anna: class is over");
    }
  }

  @Test
  void theSharedTokensBearerIsRecordedAsItSays() throws Exception {
    try (ServiceScene scene = new ServiceScene(directory).start()) {
      scene.post(
          "/api/v1/pauses",
          SHARED,
          Map.of("host", "bbb-1", "who", "root@ops-1", "reason", "repair", "seconds", "60"));
      assertThat(scene.json("/api/v1/pauses").toString()).contains("root@ops-1").contains("repair");
      assertThat(scene.post("/api/v1/pauses/end", OPERATOR, Map.of("host", "bbb-1")).body())
          .contains("healing goes on")
          .contains("bbb-1");
    }
  }

  @Test
  void theStreamTellsWhatHappensAndGoesOnAfterARestart() throws Exception {
    try (ServiceScene scene = new ServiceScene(directory).start()) {
      String last;
      try (BufferedReader stream = stream(scene, Optional.empty())) {
        assertThat(next(stream, "event")).isEqualTo("hello");
        scene.meetingOver("one");
        last = next(stream, "id");
        assertThat(next(stream, "data")).contains(ServiceScene.ALERT);
      }
      scene.stop();
      scene.start();
      try (BufferedReader stream = stream(scene, Optional.of(last))) {
        assertThat(Long.parseLong(next(stream, "id"))).isEqualTo(Long.parseLong(last) + 1);
      }
    }
  }

  private static BufferedReader stream(ServiceScene scene, Optional<String> last) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(scene.url("/api/v1/events/stream"))
            .header("Authorization", "Bearer " + VIEWER);
    last.ifPresent(id -> request.header("Last-Event-ID", id));
    HttpResponse<java.io.InputStream> answer =
        scene.client().send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Content-Type"))
        .contains("text/event-stream; charset=utf-8");
    return new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8));
  }

  private static String next(BufferedReader stream, String field) throws Exception {
    for (String line = stream.readLine(); line != null; line = stream.readLine()) {
      if (line.startsWith(field + ": ")) {
        return line.substring(field.length() + 2);
      }
    }
    throw new AssertionError("the stream ended");
  }

  @Test
  void behindPasswordsTheTokenComesInItsOwnHeader() throws Exception {
    WebConfig users =
        new WebConfig(
            Optional.empty(),
            false,
            Map.of(),
            // "secret", as htpasswd -nBC 4 writes it
            Map.of(
                "admin",
                at.favre.lib.crypto.bcrypt.BCrypt.withDefaults()
                    .hashToString(4, "secret".toCharArray())),
            Optional.empty());
    try (ServiceScene scene = new ServiceScene(directory).behind(users).start()) {
      assertThat(scene.get("/api/v1/status", VIEWER).statusCode()).isEqualTo(401);
      HttpRequest request =
          HttpRequest.newBuilder(scene.url("/api/v1/status"))
              .header("Authorization", "Basic YWRtaW46c2VjcmV0")
              .header("X-Fleet-Token", VIEWER)
              .build();
      assertThat(scene.client().send(request, HttpResponse.BodyHandlers.ofString()).statusCode())
          .isEqualTo(200);
    }
  }

  @Test
  void whatHappensIsMarkedInGrafana() throws Exception {
    Vertx vertx = Vertx.vertx();
    try (ServiceScene scene = new ServiceScene(directory)) {
      GrafanaSimulator grafana =
          GrafanaSimulator.start(vertx, "g".repeat(20))
              .toCompletionStage()
              .toCompletableFuture()
              .get(10, TimeUnit.SECONDS);
      scene
          .with("grafana", Map.of("url", grafana.url().toString(), "token", "g".repeat(20)))
          .start();
      scene.meetingOver("one");
      scene.await(
          "/api/v1/incidents",
          any ->
              grafana.annotations().stream()
                  .anyMatch(a -> a.getString("text").contains(ServiceScene.ALERT)));
    } finally {
      vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }
  }

  @Test
  void everyMetricOfTheServiceIsDeclared() throws Exception {
    try (ServiceScene scene = new ServiceScene(directory).start()) {
      scene.meetingOver("one");
      scene.incident("waiting_approval");
      Set<String> declared = new TreeSet<>();
      Declarations.all().forEach(m -> declared.add(m.name() + " " + m.type()));
      Set<String> told = new TreeSet<>();
      for (String line : scene.get("/metrics", "").body().split("\n")) {
        String[] words = line.split(" ");
        if (line.startsWith("# TYPE fleet_")) {
          told.add(words[2] + " " + words[3].toUpperCase(Locale.ROOT));
        }
      }
      assertThat(told).contains("fleet_incidents GAUGE", "fleet_api_requests_total COUNTER");
      assertThat(declared)
          .as("a meter is declared in ServeMetrics, beside the others of the service")
          .containsAll(told);
    }
  }

  @Test
  void pagesAreGuardedAndTheApiCountsItsRequests() throws Exception {
    try (ServiceScene scene = new ServiceScene(directory).start()) {
      HttpResponse<String> page = scene.get("/", "");
      assertThat(page.headers().firstValue("Content-Security-Policy").orElse(""))
          .contains("default-src 'none'")
          .doesNotContain("unsafe");
      assertThat(page.body()).doesNotContain("http://").doesNotContain("https://");
      scene.get("/api/v1/status", VIEWER);
      assertThat(scene.get("/metrics", "").body())
          .contains("fleet_api_requests_total{operation=\"status\",status=\"200\",}");
    }
  }

  @Test
  void nothingIsHealedByAServiceWhoseProbesAreRefused() throws Exception {
    Path wrong = Files.writeString(directory.resolve("probes.yml"), "modules: [");
    try (ServiceScene scene = new ServiceScene(directory).with("probes", wrong.toString())) {
      assertThatThrownBy(scene::start).hasMessageContaining("probes.yml");
      assertThat(directory.resolve("fleet.db")).as("nothing was opened").doesNotExist();
    }
  }

  @Test
  void whereNobodyCanBeCalledItIsSaidAndCounted() throws Exception {
    try (ServiceScene scene = new ServiceScene(directory).start()) {
      assertThat(scene.json("/api/v1/status").path("warnings").toString())
          .contains("Nobody is called when healing is at its end")
          .contains("alertmanager_notify_smtp_address");
      assertThat(scene.get("/metrics", "").body()).contains("\nfleet_escalation_ways 0");
      scene.stop();
      scene
          .with("alertmanager", "http://127.0.0.1:9")
          .with("escalation", Map.of("alertmanager", "shows"))
          .start();
      assertThat(scene.get("/metrics", "").body()).contains("\nfleet_escalation_ways 0");
      scene.stop();
      scene.with("escalation", Map.of("webhook", Map.of("url", "http://127.0.0.1:9/x"))).start();
      assertThat(scene.json("/api/v1/status").path("warnings")).isEmpty();
      assertThat(scene.get("/metrics", "").body()).contains("\nfleet_escalation_ways 2");
    }
  }
}
