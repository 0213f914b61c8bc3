package org.bbbfleet.exporters.rtmp;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.bbbfleet.core.config.Section;
import org.bbbfleet.core.metrics.Exposition;
import org.bbbfleet.core.metrics.Metric;
import org.bbbfleet.core.metrics.Samples;
import org.bbbfleet.exporters.Collector;
import org.bbbfleet.exporters.CollectorContext;
import org.bbbfleet.exporters.livestream.LivestreamExporter;
import org.bbbfleet.exporters.livestream.LivestreamMetrics;
import org.bbbfleet.exporters.proc.RealProcesses;
import org.bbbfleet.exporters.proc.TestUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real ffmpeg in a worker's control group publishes to a real nginx; both exporters watch. */
@Tag("system")
final class StreamingSystemTest {
  private static final Duration SOON = Duration.ofSeconds(60);
  private static final String KEY = "a-secret-stream-key";

  @TempDir Path directory;
  private Vertx vertx;
  private RealProcesses real;
  private NginxRtmp nginx;
  private TestUnit unit;
  private String worker;
  private Collector rtmp;
  private Collector livestream;

  @BeforeEach
  void start() throws Exception {
    vertx = Vertx.vertx();
    real = new RealProcesses(directory);
    nginx = NginxRtmp.start(real, directory);
    worker = "test-" + ProcessHandle.current().pid();
    unit = TestUnit.create("bbb-livestream-" + worker + ".service");
    rtmp = rtmp(nginx.stat().toString());
    livestream =
        new LivestreamExporter()
            .open(
                Section.of("test", Map.of("stalled_after", "2s", "workers", List.of(worker))),
                context());
  }

  @AfterEach
  void stop() throws Exception {
    rtmp.close();
    livestream.close();
    real.close();
    unit.close();
    vertx.close().await(10, TimeUnit.SECONDS);
  }

  private CollectorContext context() {
    return new CollectorContext(vertx, Clock.systemUTC(), Path.of("/"));
  }

  private Collector rtmp(String url) {
    Map<String, Object> options = Map.of("url", url, "stalled_after", "2s", "timeout", "2s");
    return new RtmpExporter().open(Section.of("test", options), context());
  }

  private Process publish() throws Exception {
    return publish("null", "28");
  }

  private Process publish(String filter, String quality) throws Exception {
    return real.start(
        unit.inside(
            List.of(
                "ffmpeg",
                "-nostdin",
                "-loglevel",
                "warning",
                "-re",
                "-f",
                "lavfi",
                "-i",
                "testsrc=size=640x360:rate=25",
                "-f",
                "lavfi",
                "-i",
                "sine=frequency=440:sample_rate=44100",
                "-vf",
                filter,
                "-qp",
                quality,
                "-c:v",
                "libx264",
                "-preset",
                "ultrafast",
                "-g",
                "25",
                "-pix_fmt",
                "yuv420p",
                "-c:a",
                "aac",
                "-f",
                "flv",
                nginx.publishTo(KEY))));
  }

  @Test
  void aStoppedFfmpegIsStalledOnBothSidesUntilItGoesOn() throws Exception {
    await("the listed worker has exited", () -> state("exited") == 1 && up() == 1);
    Process ffmpeg = publish();
    await("it streams", () -> state("streaming") == 1);
    await("the server has its publisher", () -> publishers("active") == 1);
    describesTheStream();

    RealProcesses.signal(ffmpeg.pid(), "STOP");
    await("the worker is stalled", () -> state("stalled") == 1);
    await("the server's publisher is stalled", () -> publishers("stalled") == 1);
    assertThat(publishers("active")).isZero();

    RealProcesses.signal(ffmpeg.pid(), "CONT");
    await("the worker streams again", () -> state("streaming") == 1);
    await("the server's publisher sends again", () -> publishers("active") == 1);

    ffmpeg.destroyForcibly();
    await("the worker has exited", () -> state("exited") == 1);
    await(
        "the server lost its publisher",
        () -> up() == 1 && collect(rtmp).series(RtmpMetrics.STREAM_PUBLISHER).isEmpty());
  }

  private void describesTheStream() throws Exception {
    Process viewer =
        real.start(
            "ffmpeg",
            "-nostdin",
            "-loglevel",
            "warning",
            "-i",
            nginx.publishTo(KEY),
            "-f",
            "null",
            "-");
    await(
        "a relay on this machine is seen and is no viewer",
        () -> sum(collect(rtmp), RtmpMetrics.STREAM_RELAYS) == 1);
    await(
        "the picture is described",
        () -> !collect(rtmp).series(RtmpMetrics.STREAM_VIDEO_INFO).isEmpty());
    Samples samples = collect(rtmp);
    assertThat(sum(samples, RtmpMetrics.VIEWERS)).isZero();
    assertThat(samples.value(RtmpMetrics.WORKERS)).isEqualTo(1);
    assertThat(samples.series(RtmpMetrics.STREAM_VIDEO_INFO).get(0).get(4)).isEqualTo("640x360");
    assertThat(sum(samples, RtmpMetrics.STREAM_FRAME_RATE)).isEqualTo(25);
    assertThat(sum(samples, RtmpMetrics.STREAM_AV_OFFSET)).isBetween(-2.0, 2.0);
    Samples both = collect(livestream).putAll(samples);
    assertThat(Exposition.forAccept(null).write(both)).contains(worker).doesNotContain(KEY);
    viewer.destroyForcibly();
  }

  @Test
  void aServerThatHangsOrIsAnotherIsDown() throws Exception {
    await("it is up", () -> up() == 1);
    try (Collector wrong = rtmp(nginx.wrongPage().toString())) {
      assertThat(collect(wrong).value(RtmpMetrics.FAILURE, "other_server")).isEqualTo(1);
    }
    List<ProcessHandle> all = ProcessHandle.of(nginx.pid()).orElseThrow().descendants().toList();
    for (ProcessHandle child : all) {
      RealProcesses.signal(child.pid(), "STOP");
    }
    Samples samples = collect(rtmp);
    assertThat(samples.value(RtmpMetrics.UP)).isZero();
    assertThat(samples.value(RtmpMetrics.FAILURE, "timeout")).isEqualTo(1);
    for (ProcessHandle child : all) {
      RealProcesses.signal(child.pid(), "CONT");
    }
    await("it is up again", () -> up() == 1);
  }

  /** Nothing is wrong with the process itself: it waits for a server that takes nothing more. */
  @Test
  void anFfmpegWhoseServerHangsIsStalledOnceTheBuffersAreFull() throws Exception {
    publish("noise=alls=100:allf=t", "10");
    await("the server has its publisher", () -> publishers("active") == 1);
    List<ProcessHandle> workers =
        ProcessHandle.of(nginx.pid()).orElseThrow().descendants().toList();
    for (ProcessHandle child : workers) {
      RealProcesses.signal(child.pid(), "STOP");
    }
    await("the worker is stalled", () -> state("stalled") == 1);
    for (ProcessHandle child : workers) {
      RealProcesses.signal(child.pid(), "CONT");
    }
    await("the worker streams again", () -> state("streaming") == 1);
  }

  private double state(String state) throws Exception {
    return collect(livestream).value(LivestreamMetrics.WORKER_STATE, worker, state);
  }

  private double up() throws Exception {
    return collect(rtmp).value(RtmpMetrics.UP);
  }

  private double publishers(String state) throws Exception {
    return collect(rtmp).value(RtmpMetrics.PUBLISHERS, "live", state);
  }

  private static double sum(Samples samples, Metric metric) {
    return samples.series(metric).stream()
        .mapToDouble(labels -> samples.value(metric, labels.toArray(new String[0])))
        .sum();
  }

  private static Samples collect(Collector collector) throws Exception {
    return collector.collect().await(20, TimeUnit.SECONDS);
  }

  private static void await(String what, Callable<Boolean> condition) throws Exception {
    RealProcesses.await(SOON, what, condition);
  }
}
