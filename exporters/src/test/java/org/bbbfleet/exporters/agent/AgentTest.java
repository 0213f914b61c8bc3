package org.bbbfleet.exporters.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.GZIPInputStream;
import org.bbbfleet.core.config.Section;
import org.bbbfleet.core.error.ProblemsException;
import org.bbbfleet.core.metrics.MeterRegistryMetrics;
import org.bbbfleet.core.metrics.Samples;
import org.bbbfleet.exporters.CollectorContext;
import org.bbbfleet.exporters.testing.Await;
import org.bbbfleet.exporters.testing.Http;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AgentTest {
  private final Vertx vertx = Vertx.vertx();
  private final MeterRegistryMetrics meters = new MeterRegistryMetrics();
  private final CountDownLatch release = new CountDownLatch(1);
  private Agent agent;

  @AfterEach
  void stop() {
    release.countDown();
    if (agent != null) {
      Await.result(agent.stop());
    }
    Await.result(vertx.close());
    meters.close();
  }

  @Test
  void servesTheLastCollectionOfEachExporter() {
    start("", Set.of(), FakeExporter.well("one"), FakeExporter.well("two"));
    awaitLine("fake_one 42.0");
    awaitLine("fake_two 42.0");
    awaitLine("fleet_collector_success{collector=\"one\",} 1.0");
    assertThat(metrics())
        .contains("fleet_build_info{version=\"1.2.3\",} 1.0")
        .contains("fleet_collector_duration_seconds{collector=\"one\",}")
        .contains("fleet_collector_last_success_timestamp_seconds{collector=\"one\",}")
        .contains("fleet_collector_age_seconds{collector=\"one\",}")
        .contains("fleet_collector_failures_total{collector=\"one\",reason=\"timeout\",} 0.0");
  }

  @Test
  void saysNothingOfACollectorBeforeItsFirstCollectionEnds() {
    AtomicBoolean asked = new AtomicBoolean();
    FakeExporter slow =
        new FakeExporter(
            "slow",
            true,
            () -> {
              asked.set(true);
              return Promise.<Samples>promise().future();
            });
    start("exporters: {slow: {deadline: 1h}}", Set.of(), slow);
    Await.until("the collector was asked", asked::get);
    assertThat(metrics())
        .contains("fleet_build_info")
        .doesNotContain("fake_slow")
        .doesNotContain("fleet_collector_");
  }

  @Test
  void aCollectorThatThrowsFailsOrGivesWhatItDidNotDeclareHarmsNobodyElse() {
    FakeExporter throwing =
        new FakeExporter(
            "throwing",
            true,
            () -> {
              throw new StackOverflowError("deep");
            });
    FakeExporter failing = new FakeExporter("failing", true, () -> Future.failedFuture("no"));
    FakeExporter nothing = new FakeExporter("nothing", true, () -> Future.succeededFuture(null));
    FakeExporter undeclared =
        new FakeExporter(
            "undeclared",
            true,
            () -> Future.succeededFuture(new Samples().put(FakeExporter.metric("other"), 1)));
    start("", Set.of(), throwing, failing, nothing, undeclared, FakeExporter.well("well"));
    awaitLine("fake_well 42.0");
    for (String name : List.of("throwing", "failing", "nothing", "undeclared")) {
      awaitLine("fleet_collector_success{collector=\"" + name + "\",} 0.0");
      assertThat(
              count(
                  "fleet_collector_failures_total{collector=\"" + name + "\",reason=\"error\",} "))
          .isPositive();
    }
    assertThat(metrics()).doesNotContain("fake_other");
  }

  @Test
  void aCollectorThatBlocksItsThreadDelaysNeitherTheOthersNorThePage() {
    FakeExporter blocking =
        new FakeExporter(
            "blocking",
            true,
            () -> {
              try {
                release.await();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
              return Future.succeededFuture(new Samples());
            });
    AtomicInteger collections = new AtomicInteger();
    FakeExporter well =
        new FakeExporter(
            "well",
            true,
            () ->
                Future.succeededFuture(
                    new Samples().put(FakeExporter.metric("well"), collections.incrementAndGet())));
    start("", Set.of(), blocking, well);
    awaitLine("fleet_collector_success{collector=\"blocking\",} 0.0");
    int before = collections.get();
    Await.until("the other goes on", () -> collections.get() > before + 3);
    assertThat(count("fleet_collector_failures_total{collector=\"blocking\",reason=\"timeout\",} "))
        .isPositive();
  }

  @Test
  void aHungCollectorIsNeverAskedTwiceAtOnceAndStaysFailed() {
    AtomicInteger asked = new AtomicInteger();
    FakeExporter hung =
        new FakeExporter(
            "hung",
            true,
            () -> {
              asked.incrementAndGet();
              return Promise.<Samples>promise().future();
            });
    start("exporters: {hung: {interval: 10ms, deadline: 20ms}}", Set.of(), hung);
    Await.until(
        "several intervals were counted",
        () ->
            metrics().contains("collector=\"hung\",reason=\"timeout\"")
                && count("fleet_collector_failures_total{collector=\"hung\",reason=\"timeout\",} ")
                    > 5);
    assertThat(asked.get()).isEqualTo(1);
    assertThat(metrics()).contains("fleet_collector_success{collector=\"hung\",} 0.0");
  }

  @Test
  void valuesOfAnEarlierCollectionAreNotServedAfterAFailedOne() {
    AtomicBoolean broken = new AtomicBoolean();
    FakeExporter flaky =
        new FakeExporter(
            "flaky",
            true,
            () ->
                broken.get()
                    ? Future.failedFuture("gone")
                    : Future.succeededFuture(new Samples().put(FakeExporter.metric("flaky"), 7)));
    start("", Set.of(), flaky);
    awaitLine("fake_flaky 7.0");
    broken.set(true);
    awaitLine("fleet_collector_success{collector=\"flaky\",} 0.0");
    assertThat(metrics())
        .doesNotContain("fake_flaky")
        .contains("fleet_collector_last_success_timestamp_seconds{collector=\"flaky\",}");
    broken.set(false);
    awaitLine("fake_flaky 7.0");
  }

  @Test
  void runsWhatSuitsTheHostUnlessToldOtherwise() {
    start(
        "exporters: {absent: {enabled: true}, off: {enabled: false, url: kept-for-later}}",
        Set.of(),
        FakeExporter.well("present"),
        FakeExporter.absent("missing"),
        FakeExporter.absent("absent"),
        FakeExporter.well("off"));
    assertThat(agent.explanations())
        .containsExactly(
            new Explanation("absent", true, "enabled in the configuration"),
            new Explanation("missing", false, "nothing to watch"),
            new Explanation("off", false, "disabled in the configuration"),
            new Explanation("present", true, "it is <here>"));
  }

  @Test
  void onlyRunsWhatIsAskedFor() {
    start("", Set.of("missing"), FakeExporter.well("present"), FakeExporter.absent("missing"));
    assertThat(agent.explanations())
        .extracting(Explanation::exporter, Explanation::on)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("missing", true),
            org.assertj.core.groups.Tuple.tuple("present", false));
  }

  @Test
  void anUnknownNameIsRefusedWithASuggestion() {
    assertThatThrownBy(() -> start("", Set.of("freeswich"), FakeExporter.well("freeswitch")))
        .isInstanceOf(ProblemsException.class)
        .hasMessageContaining("Did you mean freeswitch?");
  }

  @Test
  void anUnknownOptionOfARunningExporterIsRefused() {
    assertThatThrownBy(
            () -> start("exporters: {one: {urll: x}}", Set.of(), FakeExporter.well("one")))
        .isInstanceOf(ProblemsException.class)
        .hasMessageContaining("exporters.one.urll is not a known key. Did you mean url?");
  }

  @Test
  void anUnknownOptionOfAnExporterThatIsOffIsRefusedAndAWrongValueMayWait() {
    start(
        "exporters: {one: {enabled: false, url: [not, a, text]}}",
        Set.of(),
        FakeExporter.well("one"));
    assertThatThrownBy(
            () ->
                start(
                    "exporters: {one: {enabled: false, urll: x}}",
                    Set.of(),
                    FakeExporter.well("one")))
        .isInstanceOf(ProblemsException.class)
        .hasMessageContaining("exporters.one.urll is not a known key. Did you mean url?");
  }

  @Test
  void negotiatesTheFormatAndCompresses() throws Exception {
    start("", Set.of(), FakeExporter.well("one"));
    awaitLine("fake_one 42.0");
    HttpResponse<String> text = Http.get(agent.port(), "/metrics");
    assertThat(text.headers().firstValue("content-type"))
        .hasValueSatisfying(type -> assertThat(type).startsWith("text/plain; version=0.0.4"));
    HttpResponse<String> open =
        Http.get(agent.port(), "/metrics", "Accept", "application/openmetrics-text; version=1.0.0");
    assertThat(open.headers().firstValue("content-type"))
        .hasValueSatisfying(type -> assertThat(type).startsWith("application/openmetrics-text"));
    assertThat(open.body()).endsWith("# EOF\n");
    HttpResponse<byte[]> packed =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + agent.port() + "/metrics"))
                    .header("Accept-Encoding", "gzip")
                    .build(),
                HttpResponse.BodyHandlers.ofByteArray());
    assertThat(packed.headers().firstValue("content-encoding")).hasValue("gzip");
    byte[] plain = new GZIPInputStream(new ByteArrayInputStream(packed.body())).readAllBytes();
    assertThat(new String(plain, StandardCharsets.UTF_8)).contains("fake_one 42.0");
  }

  @Test
  void answersOnlyWhatItHas() {
    start("", Set.of(), FakeExporter.well("one"));
    assertThat(Http.get(agent.port(), "/-/healthy").statusCode()).isEqualTo(200);
    assertThat(Http.send("HEAD", agent.port(), "/metrics").statusCode()).isEqualTo(200);
    assertThat(Http.get(agent.port(), "/nothing").statusCode()).isEqualTo(404);
    assertThat(Http.send("POST", agent.port(), "/metrics").statusCode()).isEqualTo(405);
    assertThat(Http.send("DELETE", agent.port(), "/").statusCode()).isEqualTo(405);
    assertThat(Http.get(agent.port(), "/metrics", "X-Large", "x".repeat(40_000)).statusCode())
        .isEqualTo(431);
  }

  @Test
  void theFrontPageSaysWhatIsOnAndWhy() {
    start("", Set.of(), FakeExporter.well("one"), FakeExporter.absent("two"));
    awaitLine("fake_one 42.0");
    assertThat(Http.get(agent.port(), "/").body())
        .contains("it is &lt;here&gt;")
        .contains("nothing to watch")
        .contains("✓ well");
  }

  private void start(String yaml, Set<String> only, FakeExporter... exporters) {
    start(
        AgentOptions.of(
                () ->
                    AgentConfig.of(
                        Section.parse("agent.yaml", "listen: 127.0.0.1:0\n" + yaml),
                        List.of(exporters)))
            .withOnly(only));
  }

  private void start(AgentOptions options) {
    CollectorContext context =
        new CollectorContext(vertx, Clock.systemUTC(), Path.of("/"), "1.2.3");
    agent = Await.result(Agent.start(options, meters, context));
  }

  private String metrics() {
    return Http.get(agent.port(), "/metrics").body();
  }

  private void awaitLine(String line) {
    Await.until(line, () -> metrics().contains(line + "\n"));
  }

  private double count(String series) {
    return metrics()
        .lines()
        .filter(l -> l.startsWith(series))
        .mapToDouble(l -> Double.parseDouble(l.substring(series.length())))
        .findFirst()
        .orElseThrow();
  }
}
