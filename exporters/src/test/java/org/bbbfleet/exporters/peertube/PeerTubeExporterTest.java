package org.bbbfleet.exporters.peertube;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.bbbfleet.core.config.Section;
import org.bbbfleet.core.metrics.Exposition;
import org.bbbfleet.core.metrics.Samples;
import org.bbbfleet.exporters.Collector;
import org.bbbfleet.exporters.CollectorContext;
import org.bbbfleet.exporters.page.PageFailure;
import org.bbbfleet.exporters.testing.Await;
import org.bbbfleet.lab.streaming.ApiFault;
import org.bbbfleet.lab.streaming.PeerTubeSimulator;
import org.bbbfleet.lab.streaming.PeerTubeSimulator.Live;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PeerTubeExporterTest {
  @TempDir private Path directory;
  private Vertx vertx;
  private PeerTubeSimulator peertube;
  private Collector collector;

  @BeforeEach
  void start() {
    vertx = Vertx.vertx();
    peertube = Await.result(PeerTubeSimulator.start(vertx));
    collector =
        new PeerTubeExporter()
            .open(
                Section.of(
                    "test",
                    Map.of(
                        "url", peertube.url().toString(),
                        "metrics_url", peertube.metricsUrl().toString(),
                        "timeout", "3s")),
                new CollectorContext(vertx, Clock.systemUTC(), directory));
  }

  @AfterEach
  void stop() {
    collector.close();
    Await.result(vertx.close());
  }

  private Samples collect() {
    Samples samples = Await.result(collector.collect());
    assertThat(PeerTubeMetrics.all()).containsAll(samples.metrics());
    return samples;
  }

  @Test
  void theNamesThatPeopleHaveOnTheirDashboardsComeFromThePublicStatistics() {
    peertube.lives().add(new Live("a", "A secret lecture", 7));
    peertube.lives().add(new Live("b", "Another", 5));
    Samples samples = collect();
    assertThat(samples.value(PeerTubeMetrics.UP)).isEqualTo(1);
    assertThat(samples.value(PeerTubeMetrics.NATIVE)).isZero();
    assertThat(samples.value(PeerTubeMetrics.USERS)).isEqualTo(42);
    assertThat(samples.value(PeerTubeMetrics.VIDEOS)).isEqualTo(1202);
    assertThat(samples.value(PeerTubeMetrics.SIZE)).isEqualTo(5e12);
    assertThat(samples.value(PeerTubeMetrics.PUB_RATE)).isEqualTo(0.25);
    assertThat(samples.value(PeerTubeMetrics.REGISTRATIONS_WAITING)).isEqualTo(5);
    assertThat(samples.value(PeerTubeMetrics.ABUSES_WAITING)).isZero();
    assertThat(samples.value(PeerTubeMetrics.LIVES)).isEqualTo(2);
    assertThat(samples.value(PeerTubeMetrics.LIVE_VIEWERS)).isEqualTo(12);
    assertThat(Exposition.forAccept(null).write(samples)).doesNotContain("lecture");
  }

  @Test
  void itsOwnMetricsArePreferredAndHandedOnWithoutLabelsPerVideo() {
    peertube.metricsOn();
    peertube.failedJobs(6);
    peertube.waitingMessages(77);
    peertube.lives().add(new Live("a", "x", 7));
    Samples samples = collect();
    assertThat(samples.value(PeerTubeMetrics.NATIVE)).isEqualTo(1);
    assertThat(samples.value(PeerTubeMetrics.USERS)).isEqualTo(43);
    assertThat(samples.value(PeerTubeMetrics.DAILY)).isEqualTo(4);
    assertThat(samples.value(PeerTubeMetrics.VIDEOS)).isEqualTo(1203);
    assertThat(samples.value(PeerTubeMetrics.FOLLOWERS)).as("only in the statistics").isEqualTo(5);
    assertThat(samples.value(PeerTubeMetrics.LIVES)).isEqualTo(1);
    assertThat(samples.value(PeerTubeMetrics.PUB_WAITING)).isEqualTo(77);
    assertThat(samples.value(PeerTubeMetrics.JOBS, "video-transcoding", "failed")).isEqualTo(6);
    assertThat(samples.value(PeerTubeMetrics.RUNNING_LIVES, "remote")).isEqualTo(99);
    assertThat(Exposition.forAccept(null).write(samples))
        .doesNotContain("secret", "process_cpu", "stalled_count", "workerThread=");
  }

  @Test
  void viewersThatAnOlderVersionDoesNotTellApartAreAbsent() {
    peertube.olderVersion();
    peertube.lives().add(new Live("a", "x", 7));
    Samples samples = collect();
    assertThat(samples.value(PeerTubeMetrics.LIVES)).isEqualTo(1);
    assertThat(samples.value(PeerTubeMetrics.LIVE_VIEWERS)).isNaN();
  }

  @Test
  void fieldsOfOtherVersionsAndTypesAreAbsentAndNeverZero() {
    peertube.api().fault(new ApiFault.OtherFields());
    Samples samples = collect();
    assertThat(samples.value(PeerTubeMetrics.UP)).isEqualTo(1);
    assertThat(samples.value(PeerTubeMetrics.USERS)).isNaN();
    peertube.api().fault(new ApiFault.OtherTypes());
    assertThat(collect().value(PeerTubeMetrics.USERS)).isNaN();
  }

  @Test
  void everyWayToBeDownHasItsReason() {
    isDown(new ApiFault.Slow(Duration.ofSeconds(30)), PageFailure.TIMEOUT);
    isDown(new ApiFault.Hanging(), PageFailure.TIMEOUT);
    isDown(new ApiFault.ProxyError(502), PageFailure.STATUS);
    isDown(new ApiFault.Redirect("http://127.0.0.1:1/"), PageFailure.STATUS);
    isDown(new ApiFault.AnotherServer(), PageFailure.OTHER_SERVER);
    isDown(new ApiFault.Truncated(), PageFailure.CONNECT);
    isDown(new ApiFault.Endless(), PageFailure.TOO_LARGE);
    isDown(new ApiFault.Deep(), PageFailure.MALFORMED);
    assertThat(peertube.api().endlessBytes()).isLessThan(200L << 20);
    peertube.api().clear();
    assertThat(collect().value(PeerTubeMetrics.UP)).isEqualTo(1);
    Await.result(peertube.stop());
    isDown(PageFailure.CONNECT);
  }

  private void isDown(ApiFault fault, PageFailure reason) {
    peertube.api().fault(fault);
    isDown(reason);
  }

  private void isDown(PageFailure reason) {
    Samples samples = collect();
    assertThat(samples.value(PeerTubeMetrics.UP)).isZero();
    assertThat(samples.value(PeerTubeMetrics.FAILURE, reason.label())).as(reason.label()).isOne();
    assertThat(samples.metrics()).containsExactly(PeerTubeMetrics.UP, PeerTubeMetrics.FAILURE);
  }

  @Test
  void whateverItsOwnMetricsDoTheStatisticsStay() {
    peertube.metricsOn();
    for (ApiFault fault :
        List.of(new ApiFault.Hanging(), new ApiFault.AnotherServer(), new ApiFault.Endless())) {
      peertube.metrics().fault(fault);
      Samples samples = collect();
      assertThat(samples.value(PeerTubeMetrics.NATIVE)).as(fault.toString()).isZero();
      assertThat(samples.value(PeerTubeMetrics.USERS)).isEqualTo(42);
    }
  }

  @Test
  void itSuitsAHostThatHasAPeerTube() throws Exception {
    PeerTubeExporter exporter = new PeerTubeExporter();
    assertThat(exporter.presenceBelow(directory, Section.of("t", Map.of())).on()).isFalse();
    Path file = directory.resolve("etc/peertube/production.yaml");
    Files.createDirectories(file.getParent());
    Files.createFile(file);
    assertThat(exporter.presenceBelow(directory, Section.of("t", Map.of())).why())
        .isEqualTo("there is /etc/peertube/production.yaml");
  }
}
