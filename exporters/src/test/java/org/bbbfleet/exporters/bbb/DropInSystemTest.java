package org.bbbfleet.exporters.bbb;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.bbbfleet.core.config.Section;
import org.bbbfleet.core.metrics.MeterRegistryMetrics;
import org.bbbfleet.exporters.CollectorContext;
import org.bbbfleet.exporters.agent.Agent;
import org.bbbfleet.exporters.agent.AgentConfig;
import org.bbbfleet.exporters.agent.AgentOptions;
import org.bbbfleet.exporters.testing.Await;
import org.bbbfleet.exporters.testing.Http;
import org.bbbfleet.lab.bbb.BbbFault;
import org.bbbfleet.lab.bbb.BbbSimulator;
import org.bbbfleet.lab.bbb.Load;
import org.bbbfleet.lab.bbb.Meeting;
import org.bbbfleet.lab.bbb.Recording;
import org.bbbfleet.lab.packages.DebianPackages;
import org.bbbfleet.lab.packages.FleetCache;
import org.bbbfleet.lab.packages.Unpacked;
import org.bbbfleet.lab.packages.Wanted;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The dashboards and alerts that people have for greenstatic's exporter, evaluated by a real
 * Prometheus that scrapes our agent in both formats.
 */
@Tag("system")
class DropInSystemTest {
  private static final String HERE = "{target_type=~\"bigbluebutton\",instance=~\".*\"}";
  private static final String LATENCY =
      "histogram_quantile(0.95, sum(rate(bbb_api_latency_bucket{target_type=~\"bigbluebutton\","
          + "instance=~\".*\",endpoint=\"%s\"%s}[5m])) by (le, instance))";

  private static final List<String> PANELS =
      List.of(
          "bbb_api_up" + HERE,
          "bbb_exporter",
          "bbb_meetings" + HERE,
          "sum by (instance) (bbb_meetings_participants" + HERE + ")",
          "sum(bbb_meetings_participants{target_type=\"bigbluebutton\",instance=~\".*\"})",
          "topk(3, sum by (instance) (bbb_meetings_participants" + HERE + "))",
          "max_over_time(bbb_meetings_participants_max[5m])",
          "sum by (instance) (bbb_meetings_listeners" + HERE + ")",
          "sum by (instance) (bbb_meetings_voice_participants" + HERE + ")",
          "sum by (instance) (bbb_meetings_video_participants" + HERE + ")",
          "sum(bbb_meetings_participant_clients{target_type=\"bigbluebutton\"}) by (type)",
          "sum(bbb_meetings_participants_origin) by (server, name)",
          "sum(bbb_room_participants_gcount{target_type=\"bigbluebutton\",instance=~\".*\"})",
          "sum by (instance) (bbb_room_participants_gcount" + HERE + ")",
          "sum by (le) (bbb_room_participants_bucket" + HERE + ")",
          "sum by (le) (bbb_room_listeners_bucket" + HERE + ")",
          "sum by (le) (bbb_room_voice_participants_bucket" + HERE + ")",
          "sum by (le) (bbb_room_video_participants_bucket" + HERE + ")",
          "increase(bbb_unique_meetings_total[1m])",
          "increase(bbb_unique_breakout_rooms_total[1m])",
          "sum by (instance) (bbb_recordings_processing" + HERE + ")",
          "sum by (instance) (bbb_recordings_published" + HERE + ")",
          "sum by (instance) (bbb_recordings_unpublished" + HERE + ")",
          "sum by (instance) (bbb_recordings_deleted" + HERE + ")",
          "sum(histogram_quantile(0.95, sum(rate(bbb_api_latency_bucket"
              + HERE
              + "[5m])) by (le, instance, endpoint, parameters))) by (instance)",
          LATENCY.formatted("getMeetings", ""),
          LATENCY.formatted("getRecordings", ",parameters=\"state=processing\""),
          LATENCY.formatted("getRecordings", ",parameters=\"state=published\""),
          LATENCY.formatted("getRecordings", ",parameters=\"state=unpublished\""),
          LATENCY.formatted("getRecordings", ",parameters=\"state=deleted\""));

  private static final String DOWN = "bbb_api_up == 0";
  private static final String SLOW =
      "histogram_quantile(0.99, rate(bbb_api_latency_bucket[10m])) > 3";

  private final Vertx vertx = Vertx.vertx();
  private final ObjectMapper json = new ObjectMapper();
  private Process prometheus;
  private int port;

  @TempDir Path directory;

  @AfterEach
  void close() throws InterruptedException {
    if (prometheus != null) {
      prometheus.destroy();
      if (!prometheus.waitFor(10, TimeUnit.SECONDS)) {
        prometheus.destroyForcibly();
      }
    }
    Await.result(vertx.close());
  }

  @Test
  void panelsShowSomethingAndAlertsFireWhenTheyShould() throws IOException {
    BbbSimulator simulator =
        Await.result(BbbSimulator.start(vertx, org.bbbfleet.lab.bbb.BbbOptions.loopback("s")));
    simulator.load(new Load(20, 10, 1, Instant.now()));
    for (Recording.State state : Recording.State.values()) {
      Meeting meeting = Meeting.created("rec-" + state, "A lesson", Instant.now());
      simulator.recordings().add(Recording.of(meeting, state, Duration.ofMinutes(5)));
    }
    start(agent(simulator));

    for (String panel : PANELS) {
      Await.until(panel, () -> !query(panel).isEmpty());
    }
    assertThat(query("bbb_room_participants_gcount").findValuesAsText("job"))
        .as("OpenMetrics and plain text")
        .containsExactlyInAnyOrder("openmetrics", "text");
    Set<String> rooms = new TreeSet<>();
    query("bbb_room_participants_gcount").forEach(r -> rooms.add(r.at("/value/1").asText()));
    assertThat(rooms).containsExactly("24");
    assertThat(query(DOWN)).isEmpty();
    assertThat(query(SLOW)).isEmpty();

    simulator.faults().set(new BbbFault.Slow(Duration.ofSeconds(5)), "getMeetings");
    Await.until(SLOW, () -> !query(SLOW).isEmpty());
    simulator.faults().set(new BbbFault.Failed("internalError"));
    Await.until(DOWN, () -> query(DOWN).size() == 2);
    assertThat(query("bbb_meetings_participants")).as("unknown, and not 0").isEmpty();
    simulator.faults().clear();
    Await.until("well again", () -> query(DOWN).isEmpty() && !query("bbb_meetings").isEmpty());
    assertThat(query("bbb_unique_meetings_total > 20")).as("nothing twice").isEmpty();
  }

  private Agent agent(BbbSimulator simulator) {
    String server = "url: '" + simulator.apiBase() + "', secret: s";
    String yaml =
        "listen: 127.0.0.1:0\nexporters:\n  bbb: {interval: 1s, %s}\n  recordings: {interval: 1s, refresh: 1s, source: api, %s}\n"
            .formatted(server, server);
    return Await.result(
        Agent.start(
            AgentOptions.of(() -> AgentConfig.of(Section.parse("agent.yaml", yaml)))
                .withOnly(Set.of("bbb", "recordings")),
            new MeterRegistryMetrics(),
            new CollectorContext(vertx, Clock.systemUTC(), directory, "9.9")));
  }

  /** Prometheus asks for OpenMetrics; what stands before the second job forgets to. */
  private void start(Agent agent) throws IOException {
    int plain =
        Await.result(
                vertx
                    .createHttpServer()
                    .requestHandler(
                        request ->
                            vertx
                                .executeBlocking(
                                    () -> Http.get(agent.port(), "/metrics").body(), false)
                                .onSuccess(
                                    page ->
                                        request
                                            .response()
                                            .putHeader("Content-Type", "text/plain; version=0.0.4")
                                            .end(page))
                                .onFailure(e -> request.connection().close()))
                    .listen(0, "127.0.0.1"))
            .actualPort();
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    Path config =
        Files.writeString(
            directory.resolve("prometheus.yml"),
            """
            global: {scrape_interval: 1s, scrape_timeout: 1s}
            scrape_configs:
              - job_name: openmetrics
                static_configs: [{targets: ["127.0.0.1:%d"], labels: {target_type: bigbluebutton}}]
              - job_name: text
                static_configs: [{targets: ["127.0.0.1:%d"], labels: {target_type: bigbluebutton}}]
            """
                .formatted(agent.port(), plain));
    Unpacked unpacked =
        new DebianPackages(FleetCache.fromEnvironment(), line -> {})
            .unpack(List.of(new Wanted("prometheus", "it evaluates the panels and alerts")));
    ProcessBuilder builder =
        new ProcessBuilder(
            unpacked.program("prometheus").toString(),
            "--config.file=" + config,
            "--storage.tsdb.path=" + directory.resolve("data"),
            "--web.listen-address=127.0.0.1:" + port);
    builder.environment().putAll(unpacked.environment());
    prometheus =
        builder
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("prometheus.log").toFile())
            .start();
  }

  private JsonNode query(String expression) {
    try {
      String path = "/api/v1/query?query=" + URLEncoder.encode(expression, StandardCharsets.UTF_8);
      HttpResponse<String> page = Http.get(port, path);
      if (page.statusCode() == 503) {
        return json.createArrayNode(); // it listens, and is not ready yet
      }
      JsonNode answer = json.readTree(page.body());
      assertThat(answer.path("status").asText()).as(expression).isEqualTo("success");
      return answer.at("/data/result");
    } catch (UncheckedIOException e) {
      // It does not listen yet.
      return json.createArrayNode();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
