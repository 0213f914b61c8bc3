package org.bbbfleet.exporters.rtmp;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.bbbfleet.core.config.Section;
import org.bbbfleet.core.metrics.Exposition;
import org.bbbfleet.core.metrics.Samples;
import org.bbbfleet.exporters.page.PageFailure;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RtmpCollectorTest {
  private static final long SECOND = 1_000_000_000L;

  @TempDir Path directory;
  private final AtomicLong nanos = new AtomicLong();
  private volatile Handler<HttpServerRequest> answer;
  private Vertx vertx;
  private HttpServer server;
  private RtmpCollector collector;
  private String stream;

  @BeforeEach
  void start() throws Exception {
    vertx = Vertx.vertx();
    server =
        vertx
            .createHttpServer()
            .requestHandler(request -> answer.handle(request))
            .listen(0, "127.0.0.1")
            .await(10, TimeUnit.SECONDS);
    collector = collector(Map.of());
  }

  @AfterEach
  void stop() throws Exception {
    collector.close();
    vertx.close().await(10, TimeUnit.SECONDS);
  }

  private RtmpCollector collector(Map<String, Object> more) {
    Map<String, Object> values = new HashMap<>(more);
    values.put("url", "http://127.0.0.1:" + server.actualPort() + "/stat");
    Section section = Section.of("test", values);
    RtmpOptions options = RtmpOptions.from(section);
    section.finish();
    stream = new StreamNames(options.salt(), options.names()).label("live", "hello");
    return new RtmpCollector(vertx, options, directory, nanos::get);
  }

  private Samples collect(String page) throws Exception {
    answer = request -> request.response().end(page);
    return collect();
  }

  private Samples collect() throws Exception {
    return collector.collect().await(20, TimeUnit.SECONDS);
  }

  private void isDown(PageFailure reason) throws Exception {
    Samples samples = collect();
    assertThat(samples.value(RtmpMetrics.UP)).isZero();
    for (PageFailure failure : PageFailure.values()) {
      assertThat(samples.value(RtmpMetrics.FAILURE, failure.label()))
          .as(failure.label())
          .isEqualTo(failure == reason ? 1 : 0);
    }
    assertThat(samples.metrics()).containsExactly(RtmpMetrics.UP, RtmpMetrics.FAILURE);
  }

  private static String viewer(int id, int dropped) {
    return Pages.page(
        7,
        1,
        "<application><name>live</name><live><stream><name>hello</name><client><id>%d</id>"
                .formatted(id)
            + "<address>192.0.2.1</address><dropped>%d</dropped></client></stream></live>"
                .formatted(dropped)
            + "</application>");
  }

  @Test
  void droppedPacketsAreAddedUpAlsoOfPlayersThatLeft() throws Exception {
    assertThat(drops(collect(viewer(1, 5)))).isEqualTo(5);
    assertThat(drops(collect(viewer(1, 8)))).isEqualTo(8);
    assertThat(drops(collect(viewer(2, 4)))).isEqualTo(12);
    assertThat(drops(collect(viewer(2, 1)))).as("another client of that number").isEqualTo(13);
  }

  @Test
  void aPlayerThatGetsNothingWhileThePublisherSendsIsStalled() throws Exception {
    String page =
        "<application><name>live</name><live><stream><name>hello</name><bytes_in>%d</bytes_in>"
            + "<client><id>1</id><timestamp>%d</timestamp><publishing/><active/></client>"
            + "<client><id>2</id><timestamp>%d</timestamp><active/></client></stream></live>"
            + "</application>";
    collect(Pages.page(7, 1, page.formatted(1, 1, 500)));
    nanos.addAndGet(10 * SECOND);
    assertThat(stalledPlayers(collect(Pages.page(7, 11, page.formatted(2, 2, 500))))).isEqualTo(1);
    nanos.addAndGet(10 * SECOND);
    assertThat(stalledPlayers(collect(Pages.page(7, 21, page.formatted(3, 3, 501))))).isZero();
    nanos.addAndGet(10 * SECOND);
    collect(Pages.page(7, 31, page.formatted(3, 3, 501)));
    nanos.addAndGet(10 * SECOND);
    assertThat(stalledPlayers(collect(Pages.page(7, 41, page.formatted(3, 3, 501)))))
        .as("nobody gets anything from a publisher that sends nothing")
        .isZero();
  }

  private double stalledPlayers(Samples samples) {
    return samples.value(RtmpMetrics.STREAM_PLAYERS_STALLED, "live", stream);
  }

  private double drops(Samples samples) {
    return samples.value(RtmpMetrics.STREAM_DROPS, "live", stream);
  }

  @Test
  void aPublisherThatComesAndGoesIsCountedAndForgottenLater() throws Exception {
    String publisher = Pages.application(1, 1, "<publishing/><active/>");
    collect(Pages.page(7, 1, publisher));
    collect(Pages.page(7, 1, publisher));
    collect(Pages.page(7, 1, ""));
    collect(Pages.page(7, 1, publisher.replace("<id>1</id>", "<id>9</id>")));
    nanos.addAndGet(14 * 60 * SECOND);
    assertThat(connects(collect(Pages.page(7, 900, "")))).isEqualTo(2);
    nanos.addAndGet(2 * 60 * SECOND);
    assertThat(connects(collect(Pages.page(7, 1020, "")))).isNaN();
  }

  private double connects(Samples samples) {
    return samples.value(RtmpMetrics.STREAM_PUBLISHER_CONNECTS, "live", stream);
  }

  @Test
  void aServerThatBeginsAnewIsNoticedOnce() throws Exception {
    assertThat(collect(Pages.page(7, 500, "")).value(RtmpMetrics.RESTARTS)).isZero();
    nanos.addAndGet(10 * SECOND);
    assertThat(collect(Pages.page(7, 510, "")).value(RtmpMetrics.RESTARTS)).isZero();
    nanos.addAndGet(10 * SECOND);
    assertThat(collect(Pages.page(9, 1, "")).value(RtmpMetrics.RESTARTS)).isEqualTo(1);
    nanos.addAndGet(10 * SECOND);
    assertThat(collect(Pages.page(7, 530, "")).value(RtmpMetrics.RESTARTS)).isEqualTo(1);
  }

  @Test
  void thePagesOfAServerThatListsNoClientsStillTellPublishersAndViewers() throws Exception {
    String live =
        "<application><name>live</name><live><stream><name>hello</name><bytes_in>%d</bytes_in>"
            + "<nclients>4</nclients><publishing/><active/></stream><nclients>4</nclients></live>"
            + "</application>";
    Samples samples = collect(Pages.page(7, 1, live.formatted(1)));
    assertThat(publisher(samples, "active")).isEqualTo(1);
    assertThat(samples.value(RtmpMetrics.VIEWERS, "live")).isEqualTo(3);
    nanos.addAndGet(10 * SECOND);
    assertThat(publisher(collect(Pages.page(7, 11, live.formatted(1))), "stalled")).isEqualTo(1);
    String silent = live.replace("<bytes_in>%d</bytes_in>", "");
    nanos.addAndGet(10 * SECOND);
    collect(Pages.page(7, 21, silent));
    nanos.addAndGet(10 * SECOND);
    assertThat(publisher(collect(Pages.page(7, 31, silent)), "stalled"))
        .as("what is not shown does not stand still")
        .isZero();
  }

  @Test
  void theWorkersOfTheProcessTableAreCounted() throws Exception {
    process(6, 1, "nginx: master process", "7 8 9 10");
    process(7, 6, "nginx: worker process", "");
    process(8, 6, "nginx: worker process", "");
    process(9, 6, "nginx: worker process is shutting down", "");
    process(10, 6, "nginx: cache manager process", "");
    Samples samples = collect(Pages.page(7, 1, ""));
    assertThat(samples.value(RtmpMetrics.WORKERS)).isEqualTo(2);
    assertThat(samples.value(RtmpMetrics.WORKERS_SHUTTING_DOWN)).isEqualTo(1);
    Samples elsewhere = collect(Pages.page(4711, 1, ""));
    assertThat(elsewhere.value(RtmpMetrics.WORKERS_SHUTTING_DOWN)).isNaN();
  }

  private void process(int pid, int ppid, String title, String children) throws Exception {
    Path proc = Files.createDirectories(directory.resolve("proc/" + pid + "/task/" + pid));
    Files.writeString(proc.resolve("children"), children + " ");
    Files.writeString(directory.resolve("proc/" + pid + "/cmdline"), title + "\0");
    Files.writeString(
        directory.resolve("proc/" + pid + "/status"),
        "Name:\tnginx\nUmask:\t0022\nPid:\t" + pid + "\nPPid:\t" + ppid + "\n");
  }

  @Test
  void recordingsThatArePlayedAreCountedApart() throws Exception {
    Samples samples =
        collect(
            Pages.page(
                7,
                1,
                "<application><name>vod</name><play><stream><name>a</name><client><id>1</id>"
                    + "</client><client><id>2</id></client></stream></play></application>"));
    assertThat(samples.value(RtmpMetrics.VIDEO_VIEWERS, "vod")).isEqualTo(2);
    assertThat(samples.value(RtmpMetrics.STREAMS, "vod")).isZero();
  }

  @Test
  void aStreamIsDescribedWithoutItsName() throws Exception {
    Samples samples = collect(Pages.stream(1000, 5000));
    assertThat(samples.value(RtmpMetrics.UP)).isEqualTo(1);
    assertThat(samples.value(RtmpMetrics.UPTIME)).isEqualTo(122);
    assertThat(samples.value(RtmpMetrics.RECEIVED)).isEqualTo(93147169);
    assertThat(samples.value(RtmpMetrics.PUBLISHERS, "live", "active")).isEqualTo(1);
    assertThat(samples.value(RtmpMetrics.PUBLISHERS, "live", "stalled")).isZero();
    assertThat(samples.value(RtmpMetrics.VIEWERS, "live")).isEqualTo(1);
    assertThat(samples.value(RtmpMetrics.STREAM_VIEWERS, "live", stream)).isEqualTo(1);
    assertThat(samples.value(RtmpMetrics.STREAM_RELAYS, "live", stream)).isEqualTo(1);
    assertThat(samples.value(RtmpMetrics.STREAM_DROPPED, "live", stream)).isEqualTo(5);
    assertThat(samples.value(RtmpMetrics.STREAM_AV_OFFSET, "live", stream)).isEqualTo(-0.021);
    assertThat(samples.value(RtmpMetrics.STREAM_FRAME_RATE, "live", stream)).isEqualTo(30);
    assertThat(samples.series(RtmpMetrics.STREAM_VIDEO_INFO))
        .containsExactly(List.of("live", stream, "H264", "High 3.1", "1280x720"));
    assertThat(RtmpMetrics.all()).containsAll(samples.metrics());
    assertThat(stream).matches("[0-9a-f]{12}");
    assertThat(Exposition.forAccept(null).write(samples)).doesNotContain("hello");
  }

  @Test
  void aHashMayBeMappedToAName() throws Exception {
    collector.close();
    collector = collector(Map.of("names", Map.of(stream, "lecture-1"), "salt", ""));
    Samples samples = collect(Pages.stream(1000, 5000));
    assertThat(samples.value(RtmpMetrics.STREAM_AGE, "live", "lecture-1")).isEqualTo(118.94);
    collector.close();
    String unsalted = stream;
    collector = collector(Map.of("salt", "pepper"));
    assertThat(stream).isNotEqualTo(unsalted);
  }

  @Test
  void aPublisherThatSendsNothingMoreIsStalledAfterItsLimit() throws Exception {
    collect(Pages.stream(1000, 5000));
    nanos.addAndGet(9 * SECOND);
    assertThat(publisher(collect(Pages.stream(1000, 5000)), "active")).isEqualTo(1);
    nanos.addAndGet(SECOND);
    Samples stalled = collect(Pages.stream(1000, 5000));
    assertThat(publisher(stalled, "stalled")).isEqualTo(1);
    assertThat(publisher(stalled, "active")).isZero();
    assertThat(stalled.value(RtmpMetrics.PUBLISHERS, "live", "stalled")).isEqualTo(1);
    assertThat(stalled.value(RtmpMetrics.STREAM_FROZEN, "live", stream)).isEqualTo(10);
    nanos.addAndGet(SECOND);
    assertThat(publisher(collect(Pages.stream(1001, 5000)), "active")).isEqualTo(1);
  }

  @Test
  void anOutageInBetweenDoesNotForgetThePublisher() throws Exception {
    collect(Pages.stream(1000, 5000));
    nanos.addAndGet(5 * SECOND);
    collect("oops");
    nanos.addAndGet(5 * SECOND);
    assertThat(publisher(collect(Pages.stream(1000, 5000)), "stalled")).isEqualTo(1);
  }

  @Test
  void aPublisherWithoutMediaIsConnectedAndAStreamMayHaveNone() throws Exception {
    String connected = Pages.page(7, 1, Pages.application(0, 0, "<publishing/>"));
    assertThat(publisher(collect(connected), "connected")).isEqualTo(1);
    String none = Pages.page(7, 1, Pages.application(0, 0, ""));
    Samples samples = collect(none);
    assertThat(publisher(samples, "none")).isEqualTo(1);
    assertThat(samples.value(RtmpMetrics.PUBLISHERS, "live", "connected")).isZero();
    assertThat(samples.series(RtmpMetrics.STREAM_FROZEN)).isEmpty();
  }

  @Test
  void workersThatAnswerByTurnsAreNoticedAndAReloadIsNot() throws Exception {
    assertThat(collect(Pages.page(7, 500, "")).value(RtmpMetrics.WORKERS)).isEqualTo(1);
    nanos.addAndGet(5 * SECOND);
    Samples two = collect(Pages.page(8, 505, ""));
    assertThat(two.value(RtmpMetrics.WORKERS)).isEqualTo(2);
    assertThat(two.value(RtmpMetrics.WORKER_CHANGES)).isEqualTo(1);
    nanos.addAndGet(5 * SECOND);
    assertThat(collect(Pages.page(9, 3, "")).value(RtmpMetrics.WORKERS)).isEqualTo(1);
  }

  @Test
  void crowdsOfStreamsAreCountedWithoutSeriesOfTheirOwn() throws Exception {
    collector.close();
    collector = collector(Map.of("max_streams", 2));
    String streams =
        "<stream><name>a</name></stream><stream><name>b</name></stream>"
            + "<stream><name>c</name></stream>";
    Samples samples =
        collect(
            Pages.page(
                7, 1, "<application><name>x</name><live>" + streams + "</live></application>"));
    assertThat(samples.value(RtmpMetrics.STREAMS, "x")).isEqualTo(3);
    assertThat(samples.value(RtmpMetrics.STREAMS_HIDDEN)).isEqualTo(1);
    assertThat(samples.series(RtmpMetrics.STREAM_VIEWERS)).hasSize(2);
  }

  @Test
  void applicationsOfTheSameNameAreAddedUp() throws Exception {
    String application = Pages.application(1, 1, "<publishing/><active/>");
    Samples samples = collect(Pages.page(7, 1, application + application));
    assertThat(samples.value(RtmpMetrics.PUBLISHERS, "live", "active")).isEqualTo(2);
    assertThat(samples.value(RtmpMetrics.STREAMS, "live")).isEqualTo(2);
  }

  @Test
  void theWrongServerIsDown() throws Exception {
    answer =
        request -> request.response().end("<!DOCTYPE html><html><body>It works!</body></html>");
    isDown(PageFailure.OTHER_SERVER);
    answer = request -> request.response().setStatusCode(404).end(Pages.stream(1, 1));
    isDown(PageFailure.STATUS);
    answer = request -> request.response().setStatusCode(302).putHeader("Location", "/other").end();
    isDown(PageFailure.STATUS);
    for (String page : Pages.OF_OTHERS) {
      answer = request -> request.response().end(page);
      isDown(PageFailure.OTHER_SERVER);
    }
    answer = request -> request.response().end("<rtmp><server>");
    isDown(PageFailure.MALFORMED);
  }

  @Test
  void nobodyThereIsDown() throws Exception {
    server.close().await(10, TimeUnit.SECONDS);
    isDown(PageFailure.CONNECT);
  }

  @Test
  void aConnectionThatBreaksIsDown() throws Exception {
    answer =
        request -> {
          request.response().setChunked(true).write("<rtmp>");
          request.connection().close();
        };
    isDown(PageFailure.CONNECT);
  }

  @Test
  void aServerThatNeverEndsItsAnswerIsCutOffInTime() throws Exception {
    collector.close();
    collector = collector(Map.of("timeout", "300ms"));
    answer = request -> request.response().setChunked(true).write("<rtmp>");
    long start = System.nanoTime();
    isDown(PageFailure.TIMEOUT);
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
  }

  @Test
  void gigabytesAreCutOffAtTheLimit() throws Exception {
    AtomicLong written = new AtomicLong();
    Buffer chunk = Buffer.buffer("<a>x</a>".repeat(8192));
    answer =
        request -> {
          request.response().setChunked(true).write("<rtmp>");
          pour(request, chunk, written);
        };
    isDown(PageFailure.TOO_LARGE);
    assertThat(written.get()).isLessThan(200L << 20);
  }

  private static void pour(HttpServerRequest request, Buffer chunk, AtomicLong written) {
    if (written.addAndGet(chunk.length()) < (4L << 30)) {
      request.response().write(chunk).onSuccess(done -> pour(request, chunk, written));
    }
  }

  @Test
  void theExporterSuitsAHostWhoseNginxHasTheStatistics() throws Exception {
    RtmpExporter exporter = new RtmpExporter();
    assertThat(exporter.presenceBelow(directory, Section.of("test", Map.of())).on()).isFalse();
    assertThat(
            exporter
                .presenceBelow(directory, Section.of("test", Map.of("url", "http://a/stat")))
                .on())
        .isTrue();
    Path sites = Files.createDirectories(directory.resolve("etc/nginx/sites-enabled"));
    Files.writeString(sites.resolve("a.conf"), "# rtmp_stat all;\n");
    assertThat(exporter.presenceBelow(directory, Section.of("test", Map.of())).on()).isFalse();
    Files.writeString(sites.resolve("b.conf"), "location /stat { rtmp_stat all; }\n");
    assertThat(exporter.presenceBelow(directory, Section.of("test", Map.of())).why())
        .contains("b.conf");
  }

  private double publisher(Samples samples, String state) {
    return samples.value(RtmpMetrics.STREAM_PUBLISHER, "live", stream, state);
  }
}
