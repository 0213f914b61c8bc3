package org.bbbfleet.exporters.bbb;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.bbbfleet.core.config.Section;
import org.bbbfleet.core.metrics.MeterRegistryMetrics;
import org.bbbfleet.core.metrics.Metric;
import org.bbbfleet.exporters.CollectorContext;
import org.bbbfleet.exporters.Declarations;
import org.bbbfleet.exporters.agent.Agent;
import org.bbbfleet.exporters.agent.AgentConfig;
import org.bbbfleet.exporters.agent.AgentOptions;
import org.bbbfleet.exporters.testing.Await;
import org.bbbfleet.exporters.testing.Http;
import org.bbbfleet.lab.bbb.BbbSimulator;
import org.bbbfleet.lab.bbb.Load;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whoever comes from greenstatic's exporter finds every family under its name, type, labels and
 * buckets. The table is written out from its documentation, not from our declarations.
 */
class DropInTest {
  private static final String PEOPLE = "0 1 5 15 30 60 90 120 150 200 250 300 400 500";
  private static final String STREAMS = "0 1 5 15 30 60 90 120";
  private static final List<String> THEIRS =
      List.of(
          "GAUGE bbb_meetings",
          "GAUGE bbb_meetings_participants",
          "GAUGE bbb_meetings_participants_max",
          "GAUGE bbb_meetings_listeners",
          "GAUGE bbb_meetings_voice_participants",
          "GAUGE bbb_meetings_video_participants",
          "GAUGE bbb_meetings_participant_clients type",
          "GAUGE bbb_meetings_participants_origin server name",
          "GAUGE_HISTOGRAM bbb_room_participants | " + PEOPLE,
          "GAUGE_HISTOGRAM bbb_room_listeners | " + PEOPLE,
          "GAUGE_HISTOGRAM bbb_room_voice_participants | " + STREAMS,
          "GAUGE_HISTOGRAM bbb_room_video_participants | " + STREAMS,
          "COUNTER bbb_unique_meetings_total",
          "COUNTER bbb_unique_breakout_rooms_total",
          "GAUGE bbb_recordings_processing",
          "GAUGE bbb_recordings_published",
          "GAUGE bbb_recordings_unpublished",
          "GAUGE bbb_recordings_deleted",
          "GAUGE bbb_recordings_unprocessed",
          "HISTOGRAM bbb_api_latency endpoint parameters | "
              + "0.01 0.025 0.05 0.075 0.1 0.25 0.5 0.75 1 1.25 1.5 1.75 2 2.5 5 7.5 10",
          "GAUGE bbb_api_up",
          "GAUGE bbb_exporter version",
          "GAUGE bbb_version version");

  private final Vertx vertx = Vertx.vertx();

  @TempDir Path root;

  @AfterEach
  void close() {
    Await.result(vertx.close());
  }

  @Test
  void everyFamilyIsDeclaredAsTheyHaveIt() {
    Set<String> ours =
        Declarations.all().stream().map(DropInTest::line).collect(Collectors.toSet());
    assertThat(ours).containsAll(THEIRS);
  }

  private static String line(Metric metric) {
    String labels = metric.labels().stream().map(l -> " " + l).collect(Collectors.joining());
    String buckets =
        metric.buckets().stream()
            .map(b -> " " + b.toString().replaceAll("\\.0$", ""))
            .collect(Collectors.joining());
    return metric.type() + " " + metric.name() + labels + (buckets.isEmpty() ? "" : " |" + buckets);
  }

  @Test
  void bothTextFormatsShowThem() {
    int port = agent("");
    String text = Http.get(port, "/metrics").body();
    assertThat(text)
        .contains("# TYPE bbb_room_participants histogram\n")
        .contains("# TYPE bbb_unique_meetings_total counter\n")
        .containsPattern("(?m)^bbb_room_participants_bucket\\{le=\"0.0\",\\} \\d")
        .containsPattern("(?m)^bbb_room_participants_bucket\\{le=\"\\+Inf\",\\} 24.0$")
        .containsPattern("(?m)^bbb_room_participants_gcount 24.0$")
        .containsPattern("(?m)^bbb_room_participants_gsum \\d")
        .containsPattern("(?m)^bbb_unique_meetings_total 20.0$")
        .containsPattern(
            "(?m)^bbb_api_latency_bucket\\{endpoint=\"getMeetings\",parameters=\"\",le=\"7.5\",\\}")
        .containsPattern("(?m)^bbb_meetings_participant_clients\\{type=\"html5\",\\} \\d")
        .doesNotContain("_created");
    String open =
        Http.get(port, "/metrics", "Accept", "application/openmetrics-text; version=1.0.0").body();
    assertThat(open)
        .contains("# TYPE bbb_room_participants gaugehistogram\n")
        .contains("# TYPE bbb_unique_meetings counter\n")
        .containsPattern("(?m)^bbb_room_participants_bucket\\{le=\"\\+Inf\"\\} 24.0$")
        .containsPattern("(?m)^bbb_room_participants_gcount 24.0$")
        .containsPattern("(?m)^bbb_unique_meetings_total 20.0$")
        .endsWith("# EOF\n")
        .doesNotContain("_created");
  }

  @Test
  void bucketsOfOnesOwnReachThePage() {
    String text = Http.get(agent("room_participants_buckets: [0, 7.5, 1000]"), "/metrics").body();
    assertThat(
            Stream.of(text.split("\n"))
                .filter(l -> l.startsWith("bbb_room_participants_bucket"))
                .map(l -> l.replaceAll(".*le=\"([^\"]*)\".*", "$1")))
        .containsExactly("0.0", "7.5", "1000.0", "+Inf");
  }

  private int agent(String more) {
    BbbSimulator simulator =
        Await.result(
            BbbSimulator.start(vertx, org.bbbfleet.lab.bbb.BbbOptions.loopback("a secret")));
    simulator.load(new Load(20, 10, 1, Instant.now()));
    String yaml =
        "listen: 127.0.0.1:0\nexporters:\n  bbb:\n    url: "
            + simulator.apiBase()
            + "\n    secret: a secret\n    interval: 200ms\n    "
            + more
            + "\n";
    Agent agent =
        Await.result(
            Agent.start(
                AgentOptions.of(
                        () ->
                            AgentConfig.of(
                                Section.parse("agent.yaml", yaml), List.of(new BbbExporter())))
                    .withOnly(Set.of("bbb")),
                new MeterRegistryMetrics(),
                new CollectorContext(vertx, Clock.systemUTC(), root, "9.9")));
    Await.until(
        "it has collected",
        () -> Http.get(agent.port(), "/metrics").body().contains("\nbbb_api_up 1.0\n"));
    return agent.port();
  }
}
