package org.bbbfleet.exporters.recordings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.bbbfleet.core.config.Section;
import org.bbbfleet.core.error.ProblemsException;
import org.bbbfleet.core.metrics.Distribution;
import org.bbbfleet.core.metrics.Samples;
import org.bbbfleet.exporters.Collector;
import org.bbbfleet.exporters.CollectorContext;
import org.bbbfleet.exporters.bbb.BbbMetrics;
import org.bbbfleet.exporters.bbb.PeerSettings;
import org.bbbfleet.exporters.testing.Await;
import org.bbbfleet.lab.bbb.BbbFault;
import org.bbbfleet.lab.bbb.BbbOptions;
import org.bbbfleet.lab.bbb.BbbSimulator;
import org.bbbfleet.lab.bbb.BbbVersion;
import org.bbbfleet.lab.bbb.ChecksumAlgorithm;
import org.bbbfleet.lab.bbb.Load;
import org.bbbfleet.lab.bbb.Meeting;
import org.bbbfleet.lab.bbb.Recording;
import org.bbbfleet.lab.bbb.RecordingPipeline;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RecordingsCollectorTest {
  private static final String SECRET = "a secret & more";

  private final Vertx vertx = Vertx.vertx();
  private final AtomicLong nanos = new AtomicLong(1);

  @TempDir Path root;

  @AfterEach
  void close() {
    Await.result(vertx.close());
  }

  @ParameterizedTest
  @EnumSource(BbbVersion.class)
  void countsByTheApiOfEveryRelease(BbbVersion version) {
    BbbSimulator server = start(BbbOptions.loopback(SECRET).version(version));
    record(server, 250, Recording.State.PUBLISHED);
    record(server, 100, Recording.State.UNPUBLISHED);
    record(server, 7, Recording.State.PROCESSING);
    record(server, 1, Recording.State.DELETED);
    try (Collector collector = open(server, "")) {
      Samples s = counted(collector);
      assertThat(s.value(RecordingsMetrics.PUBLISHED)).isEqualTo(250);
      assertThat(s.value(RecordingsMetrics.UNPUBLISHED)).isEqualTo(100);
      assertThat(s.value(RecordingsMetrics.PROCESSING)).isEqualTo(7);
      assertThat(s.value(RecordingsMetrics.PROCESSED)).isZero();
      assertThat(s.value(RecordingsMetrics.DELETED)).isEqualTo(1);
      assertThat(s.value(RecordingsMetrics.BY_FORMAT, "presentation", "published")).isEqualTo(250);
      // What the API does not tell is absent.
      assertThat(s.metrics())
          .doesNotContain(RecordingsMetrics.UNPROCESSED, RecordingsMetrics.FAILED);
      Distribution latency =
          s.distribution(BbbMetrics.API_LATENCY, "getRecordings", "state=published");
      assertThat(latency.cumulative()[latency.cumulative().length - 1]).isPositive();
    }
  }

  @Test
  void aCollectionNeverWaitsForTheApi() {
    BbbSimulator server = start(BbbOptions.loopback(SECRET));
    server.faults().set(new BbbFault.Hanging());
    try (Collector collector = open(server, "")) {
      for (int i = 0; i < 3; i++) {
        assertThat(Await.result(collector.collect()).metrics()).isEmpty();
      }
      Await.until("the one call is there", () -> server.requests("getRecordings") == 1);
    }
  }

  @Test
  void countsOnceInAWhileAndRetriesSoonAfterAFailure() {
    BbbSimulator server = start(BbbOptions.loopback(SECRET));
    record(server, 3, Recording.State.PUBLISHED);
    try (Collector collector = open(server, "refresh: 10m")) {
      assertThat(counted(collector).value(RecordingsMetrics.PUBLISHED)).isEqualTo(3);
      long calls = server.requests("getRecordings");
      record(server, 1, Recording.State.PUBLISHED);
      pass(Duration.ofMinutes(9));
      assertThat(Await.result(collector.collect()).value(RecordingsMetrics.PUBLISHED)).isEqualTo(3);
      assertThat(server.requests("getRecordings")).isEqualTo(calls);
      server.faults().set(new BbbFault.HttpError(502));
      pass(Duration.ofMinutes(1));
      Await.until(
          "the failure is seen",
          () -> Await.result(collector.collect()).value(RecordingsMetrics.UP, "api") == 0);
      Samples s = Await.result(collector.collect());
      assertThat(s.metrics()).doesNotContain(RecordingsMetrics.PUBLISHED);
      assertThat(s.value(RecordingsMetrics.FAILURES, "api", "http")).isEqualTo(1);
      server.faults().clear();
      pass(Duration.ofMinutes(1));
      assertThat(counted(collector).value(RecordingsMetrics.PUBLISHED)).isEqualTo(4);
    }
  }

  @Test
  void everyFaultHasItsReason() {
    reason(new BbbFault.Failed("internalError"), "", "api");
    reason(new BbbFault.Malformed(), "", "malformed");
    reason(new BbbFault.EntityBomb(), "", "malformed");
    reason(new BbbFault.Truncated(), "", "connect");
    reason(new BbbFault.Reset(), "", "connect");
    reason(new BbbFault.WrongChecksum(), "", "checksum");
    reason(new BbbFault.Huge(3_000_000), "body_limit: 2000000", "too_large");
    reason(new BbbFault.Drip(Duration.ofMillis(50)), "timeout: 500ms", "timeout");
  }

  private void reason(BbbFault fault, String options, String reason) {
    BbbSimulator server = start(BbbOptions.loopback(SECRET));
    record(server, 30, Recording.State.PROCESSING);
    server.faults().set(fault);
    try (Collector collector = open(server, options)) {
      Await.until(
          fault + " is seen",
          () -> Await.result(collector.collect()).value(RecordingsMetrics.UP, "api") == 0);
      assertThat(Await.result(collector.collect()).value(RecordingsMetrics.FAILURES, "api", reason))
          .as(fault.toString())
          .isEqualTo(1);
    }
  }

  @Test
  void findsTheAlgorithmThatTheServerTakes() {
    BbbSimulator server = start(BbbOptions.loopback(SECRET).accepting(ChecksumAlgorithm.SHA512));
    record(server, 2, Recording.State.PUBLISHED);
    try (Collector collector = open(server, "")) {
      assertThat(counted(collector).value(RecordingsMetrics.PUBLISHED)).isEqualTo(2);
    }
  }

  @Test
  void moreThanAllowedIsRefusedNotHalfCounted() {
    BbbSimulator server = start(BbbOptions.loopback(SECRET).version(BbbVersion.V2_7));
    record(server, 250, Recording.State.PUBLISHED);
    try (Collector collector = open(server, "most: 150")) {
      Await.until(
          "the bound is seen",
          () ->
              Await.result(collector.collect())
                      .value(RecordingsMetrics.FAILURES, "api", "too_large")
                  == 1);
    }
  }

  @Test
  void countsOnDiskAtOnce() {
    RecordingPipeline pipeline = new RecordingPipeline(root.resolve("var/bigbluebutton"));
    pipeline.ended(
        "183f0bf3a0982a127bdb8161e0c44eb696b3e75c-1510173942361", Instant.ofEpochSecond(999_000));
    Section options = Section.parse("agent.yaml", "");
    try (Collector collector = new RecordingsExporter().open(options, context())) {
      options.finish();
      Samples s = Await.result(collector.collect());
      assertThat(s.value(RecordingsMetrics.UNPROCESSED)).isEqualTo(1);
      assertThat(s.value(RecordingsMetrics.OLDEST_WAIT, "unprocessed")).isEqualTo(1000);
      assertThat(s.value(RecordingsMetrics.UP, "disk")).isEqualTo(1);
      assertThat(s.value(RecordingsMetrics.COLLECTED, "disk")).isEqualTo(1_000_000);
      assertThat(s.metrics()).allSatisfy(m -> assertThat(RecordingsMetrics.all()).contains(m));
    }
  }

  @Test
  void whereNobodyKeepsRecordingsNothingIsSaid() {
    Section options = Section.parse("agent.yaml", "");
    try (Collector collector = new RecordingsExporter().open(options, context())) {
      assertThat(Await.result(collector.collect()).metrics()).isEmpty();
    }
    Section disk = Section.parse("agent.yaml", "source: disk");
    try (Collector collector = new RecordingsExporter().open(disk, context())) {
      Samples s = Await.result(collector.collect());
      assertThat(s.value(RecordingsMetrics.UP, "disk")).isZero();
      assertThat(s.metrics()).doesNotContain(RecordingsMetrics.PUBLISHED);
    }
  }

  @Test
  void suitsHostsWithRecordings() throws IOException {
    Section none = Section.parse("agent.yaml", "");
    assertThat(new RecordingsExporter().presenceBelow(root, none).on()).isFalse();
    Files.createDirectories(root.resolve("var/bigbluebutton/recording/status"));
    assertThat(new RecordingsExporter().presenceBelow(root, none).on()).isTrue();
    Section url = Section.parse("agent.yaml", "url: https://lb.example.org/");
    assertThat(new RecordingsExporter().presenceBelow(root.resolve("x"), url).on()).isTrue();
  }

  @Test
  void takesTheSettingsOfGreenstaticsExporter() throws IOException {
    BbbSimulator server = start(BbbOptions.loopback(SECRET));
    record(server, 3, Recording.State.PUBLISHED);
    Files.createDirectories(root.resolve("var/bigbluebutton/recording/status"));
    Path file = root.resolve("settings.env");
    String api = "API_BASE_URL=" + server.apiBase() + "\nAPI_SECRET=\"" + SECRET + "\"\n";
    Files.writeString(file, api + "RECORDINGS_METRICS_READ_FROM_DISK=false\n");
    RecordingsExporter exporter = new RecordingsExporter(Map.of());
    Section options = Section.parse("agent.yaml", "env_file: " + file);
    assertThat(exporter.presenceBelow(root.resolve("x"), options).on()).isTrue();
    try (Collector collector = exporter.open(options, context())) {
      options.finish();
      assertThat(counted(collector).value(RecordingsMetrics.PUBLISHED)).isEqualTo(3);
    }
    Files.writeString(file, api + "RECORDINGS_METRICS_READ_FROM_DISK=true\n");
    options = Section.parse("agent.yaml", "env_file: " + file);
    try (Collector collector = exporter.open(options, context())) {
      assertThat(Await.result(collector.collect()).value(RecordingsMetrics.UP, "disk"))
          .isEqualTo(1);
    }
    Map<String, String> off = Map.of("RECORDINGS_METRICS", "false");
    assertThat(
            new RecordingsExporter(off).presenceBelow(root, Section.parse("agent.yaml", "")).on())
        .isFalse();
  }

  @Test
  void wrongOptionsAreReported() {
    Section options =
        Section.parse("agent.yaml", "source: tape\nrefresh: 0s\nchecksum: md5\npage: 101");
    new RecordingsExporter().open(options, context()).close();
    assertThatThrownBy(options::finish)
        .isInstanceOf(ProblemsException.class)
        .hasMessageContaining("source must be one of auto, disk, api")
        .hasMessageContaining("refresh must be above 0")
        .hasMessageContaining("checksum must be one of")
        .hasMessageContaining("page must be from 1 to 100");
  }

  private void pass(Duration time) {
    nanos.addAndGet(time.toNanos());
  }

  /** The samples once the count in the background has ended. */
  private static Samples counted(Collector collector) {
    Await.until(
        "the count has ended",
        () -> Await.result(collector.collect()).value(RecordingsMetrics.UP, "api") == 1);
    return Await.result(collector.collect());
  }

  private Collector open(BbbSimulator server, String more) {
    Section options =
        Section.parse(
            "agent.yaml", "url: " + server.apiBase() + "\nsecret: " + SECRET + "\n" + more);
    Collector collector =
        new RecordingsCollector(
            context(), RecordingsOptions.read(options, root, PeerSettings.NONE), nanos::get);
    options.finish();
    return collector;
  }

  private CollectorContext context() {
    Clock clock = Clock.fixed(Instant.ofEpochSecond(1_000_000), ZoneOffset.UTC);
    return new CollectorContext(vertx, clock, root);
  }

  private BbbSimulator start(BbbOptions options) {
    return Await.result(BbbSimulator.start(vertx, options));
  }

  private static void record(BbbSimulator server, int count, Recording.State state) {
    long seed = server.recordings().all().size() + 1;
    for (Meeting meeting : new Load(count, 1, seed, Instant.now()).generate()) {
      if (server.recordings().all().size() < seed - 1 + count) {
        server.recordings().add(Recording.of(meeting, state, Duration.ofMinutes(30)));
      }
    }
  }
}
