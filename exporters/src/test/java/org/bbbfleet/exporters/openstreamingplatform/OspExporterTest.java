package org.bbbfleet.exporters.openstreamingplatform;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import org.bbbfleet.core.config.Section;
import org.bbbfleet.core.metrics.Exposition;
import org.bbbfleet.core.metrics.Samples;
import org.bbbfleet.exporters.Collector;
import org.bbbfleet.exporters.CollectorContext;
import org.bbbfleet.exporters.page.PageFailure;
import org.bbbfleet.exporters.testing.Await;
import org.bbbfleet.lab.streaming.ApiFault;
import org.bbbfleet.lab.streaming.OspSimulator;
import org.bbbfleet.lab.streaming.OspSimulator.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class OspExporterTest {
  private Vertx vertx;
  private OspSimulator osp;
  private Collector collector;

  @BeforeEach
  void start() {
    vertx = Vertx.vertx();
    osp = Await.result(OspSimulator.start(vertx));
    collector = collector(Map.of());
  }

  @AfterEach
  void stop() {
    collector.close();
    Await.result(vertx.close());
  }

  private Collector collector(Map<String, Object> more) {
    Map<String, Object> options = new HashMap<>(more);
    options.put("url", osp.core().url().toString());
    options.put("rtmp_url", osp.rtmp().url().toString());
    options.put("proxy_url", osp.proxy().url().toString());
    options.put("timeout", "3s");
    Clock noon = Clock.fixed(Instant.parse("2026-11-22T12:01:40Z"), ZoneOffset.UTC);
    return new OspExporter()
        .open(Section.of("test", options), new CollectorContext(vertx, noon, Path.of("/")));
  }

  private Samples collect() {
    Samples samples = Await.result(collector.collect());
    assertThat(OspMetrics.all()).containsAll(samples.metrics());
    return samples;
  }

  @Test
  void componentsServersStreamsAndViewersWithoutNames() {
    osp.streams().add(new Stream(7, "A secret lecture", 3, "2026-11-22 12:00:00"));
    osp.streams().add(new Stream(8, "Another", 4, "2026-11-22T12:01:30.500"));
    Samples samples = collect();
    assertThat(samples.value(OspMetrics.UP)).isEqualTo(1);
    for (String component : new String[] {"core", "rtmp", "proxy"}) {
      assertThat(samples.value(OspMetrics.COMPONENT_UP, component)).as(component).isEqualTo(1);
    }
    assertThat(samples.value(OspMetrics.INFO, "0.9.11")).isEqualTo(1);
    assertThat(samples.value(OspMetrics.MAINTENANCE)).isZero();
    assertThat(samples.value(OspMetrics.RTMP_SERVER, "1", "127.0.0.1")).isEqualTo(1);
    assertThat(samples.value(OspMetrics.EDGE, "3", "edge-1.example.org")).isEqualTo(1);
    assertThat(samples.value(OspMetrics.EDGE_LOAD, "3", "edge-1.example.org")).isEqualTo(1);
    assertThat(samples.value(OspMetrics.STREAMS)).isEqualTo(2);
    assertThat(samples.value(OspMetrics.VIEWERS)).isEqualTo(7);
    assertThat(samples.value(OspMetrics.STREAM_VIEWERS, "8")).isEqualTo(4);
    assertThat(samples.value(OspMetrics.STREAM_AGE, "7")).isEqualTo(100);
    assertThat(samples.value(OspMetrics.STREAM_AGE, "8")).isEqualTo(9.5);
    assertThat(Exposition.forAccept(null).write(samples)).doesNotContain("lecture", "own-address");
  }

  @Test
  void aPartThatFailsIsSeenAndTheOthersStay() {
    osp.rtmp().fault(new ApiFault.ProxyError(502));
    osp.edgeWorks(false);
    osp.maintenance(true);
    Samples samples = collect();
    assertThat(samples.value(OspMetrics.COMPONENT_UP, "rtmp")).isZero();
    assertThat(samples.value(OspMetrics.COMPONENT_UP, "proxy")).isEqualTo(1);
    assertThat(samples.value(OspMetrics.EDGE, "3", "edge-1.example.org")).isZero();
    assertThat(samples.value(OspMetrics.MAINTENANCE)).isEqualTo(1);
    osp.withoutEdges();
    assertThat(collect().series(OspMetrics.EDGE)).isEmpty();
    osp.proxy().fault(new ApiFault.AnotherServer());
    assertThat(collect().value(OspMetrics.COMPONENT_UP, "proxy")).isZero();
  }

  @Test
  void crowdsOfStreamsAreCountedWithoutSeriesOfTheirOwn() {
    collector.close();
    collector = collector(Map.of("max_streams", 2));
    for (int i = 0; i < 5; i++) {
      osp.streams().add(new Stream(i, "x", 1, "nonsense"));
    }
    Samples samples = collect();
    assertThat(samples.value(OspMetrics.STREAMS)).isEqualTo(5);
    assertThat(samples.value(OspMetrics.VIEWERS)).isEqualTo(5);
    assertThat(samples.series(OspMetrics.STREAM_VIEWERS)).hasSize(2);
    assertThat(samples.series(OspMetrics.STREAM_AGE)).isEmpty();
    assertThat(samples.value(OspMetrics.STREAMS_HIDDEN)).isEqualTo(3);
  }

  @Test
  void everyWayToBeDownHasItsReason() {
    isDown(new ApiFault.Slow(Duration.ofSeconds(30)), PageFailure.TIMEOUT);
    isDown(new ApiFault.ProxyError(503), PageFailure.STATUS);
    isDown(new ApiFault.AnotherServer(), PageFailure.OTHER_SERVER);
    isDown(new ApiFault.Truncated(), PageFailure.CONNECT);
    isDown(new ApiFault.Endless(), PageFailure.TOO_LARGE);
    isDown(new ApiFault.Deep(), PageFailure.MALFORMED);
    osp.core().fault(new ApiFault.OtherTypes());
    Samples samples = collect();
    assertThat(samples.value(OspMetrics.UP)).isEqualTo(1);
    assertThat(samples.series(OspMetrics.STREAMS)).as("what can't be counted is absent").isEmpty();
  }

  private void isDown(ApiFault fault, PageFailure reason) {
    osp.core().fault(fault);
    Samples samples = collect();
    assertThat(samples.value(OspMetrics.UP)).isZero();
    assertThat(samples.value(OspMetrics.FAILURE, reason.label())).as(reason.label()).isOne();
    assertThat(samples.value(OspMetrics.COMPONENT_UP, "core")).isZero();
    assertThat(samples.value(OspMetrics.COMPONENT_UP, "rtmp")).isEqualTo(1);
    assertThat(samples.series(OspMetrics.STREAMS)).isEmpty();
  }
}
