package org.bbbfleet.exporters.rtmp;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.bbbfleet.core.config.Section;
import org.bbbfleet.core.metrics.Metric;
import org.bbbfleet.core.metrics.Samples;
import org.bbbfleet.exporters.Collector;
import org.bbbfleet.exporters.CollectorContext;
import org.bbbfleet.exporters.proc.RealProcesses;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each state that an RTMP server's rules name, made with a real nginx and real ffmpegs. */
@Tag("system")
final class RtmpServerSystemTest {
  private static final Duration SOON = Duration.ofSeconds(40);

  @TempDir Path directory;
  private Vertx vertx;
  private RealProcesses real;
  private NginxRtmp nginx;
  private Collector rtmp;

  @BeforeEach
  void prepare() {
    vertx = Vertx.vertx();
    real = new RealProcesses(directory);
  }

  @AfterEach
  void stop() throws Exception {
    rtmp.close();
    real.close();
    vertx.close().await(10, TimeUnit.SECONDS);
  }

  private void start(int workers) throws Exception {
    nginx = NginxRtmp.start(real, directory, workers);
    rtmp =
        new RtmpExporter()
            .open(
                Section.of("test", Map.of("url", nginx.stat().toString(), "stalled_after", "2s")),
                new CollectorContext(vertx, Clock.systemUTC(), Path.of("/")));
  }

  @Test
  void severalWorkersAreNoticedByTheFirstAnswer() throws Exception {
    start(3);
    await("all have been started", () -> nginx.workers().size() == 3);
    assertThat(value(RtmpMetrics.WORKERS)).isEqualTo(3);
    assertThat(value(RtmpMetrics.WORKERS_SHUTTING_DOWN)).isZero();
  }

  @Test
  void aReloadHidesLiveStreamsAndACrashIsSeen() throws Exception {
    start(1);
    publish(List.of());
    await("the publisher is there", () -> publishers("active") == 1);
    await("it is some seconds old", () -> value(RtmpMetrics.UPTIME) >= 3);
    RealProcesses.signal(nginx.pid(), "HUP");
    await("the reload is seen", () -> value(RtmpMetrics.RESTARTS) == 1);
    await("the old worker goes on", () -> value(RtmpMetrics.WORKERS_SHUTTING_DOWN) == 1);
    assertThat(collect().series(RtmpMetrics.STREAM_VIEWERS))
        .as("the stream is live, and not in the statistics")
        .isEmpty();
    assertThat(value(RtmpMetrics.WORKERS)).isEqualTo(1);
    await("the new one is some seconds old", () -> value(RtmpMetrics.UPTIME) >= 3);
    for (long worker : nginx.workers()) {
      RealProcesses.signal(worker, "KILL");
    }
    await("the crash is seen", () -> value(RtmpMetrics.RESTARTS) == 2);
    await("nobody is left over", () -> value(RtmpMetrics.WORKERS_SHUTTING_DOWN) == 0);
  }

  /** The picture goes on and the sound's time no longer does. */
  @Test
  void soundThatFallsBehindIsMeasuredAndSoIsWhoPublishes() throws Exception {
    start(1);
    publish(List.of("-bsf:a", "setts=ts=TS+3/TB", "-max_interleave_delta", "1000"));
    await("sound is behind", () -> sum(RtmpMetrics.STREAM_AV_OFFSET) < -2);
    Samples samples = collect();
    assertThat(samples.series(RtmpMetrics.STREAM_PUBLISHER_INFO).get(0).get(2)).contains("Lavf");
    assertThat(samples.series(RtmpMetrics.STREAM_AUDIO_INFO).get(0)).contains("AAC", "LC");
    await("bytes come in", () -> sum(RtmpMetrics.STREAM_RECEIVED) > 10_000);
  }

  @Test
  void aPublisherThatComesBackAgainAndAgainIsCounted() throws Exception {
    start(1);
    for (int i = 1; i <= 3; i++) {
      int times = i;
      Process ffmpeg = publish(List.of());
      await("it connects", () -> sum(RtmpMetrics.STREAM_PUBLISHER_CONNECTS) == times);
      ffmpeg.destroyForcibly();
      await("it is gone", () -> publishers("active") + publishers("connected") == 0);
    }
  }

  /** An ffmpeg that has announced itself and found nothing to send yet. */
  @Test
  void aPublisherWithoutMediaIsConnectedAndNotActive() throws Exception {
    start(1);
    Path clip = directory.resolve("clip.flv");
    Process made =
        real.start(
            "ffmpeg",
            "-nostdin",
            "-loglevel",
            "error",
            "-f",
            "lavfi",
            "-i",
            "testsrc=size=160x90:rate=10",
            "-t",
            "2",
            "-c:v",
            "flv1",
            clip.toString());
    assertThat(made.waitFor(30, TimeUnit.SECONDS)).isTrue();
    real.start(
        "ffmpeg",
        "-nostdin",
        "-loglevel",
        "error",
        "-re",
        "-stream_loop",
        "-1",
        "-i",
        clip.toString(),
        "-c",
        "copy",
        "-ss",
        "3600",
        "-f",
        "flv",
        nginx.publishTo("k"));
    await("it is connected", () -> publishers("connected") == 1);
    assertThat(publishers("active")).isZero();
  }

  /** The viewer takes nothing; the server's queue for it fills up and it drops. */
  @Test
  void aViewerThatIsTooSlowLosesPackets() throws Exception {
    start(1);
    publish(List.of("-vf", "noise=alls=100:allf=t", "-qp", "1"));
    await("the publisher is there", () -> publishers("active") == 1);
    Process viewer =
        real.start(
            "ffmpeg",
            "-nostdin",
            "-loglevel",
            "error",
            "-i",
            nginx.publishTo("k"),
            "-f",
            "null",
            "-");
    await("it watches", () -> sum(RtmpMetrics.STREAM_RELAYS) == 1);
    assertThat(sum(RtmpMetrics.STREAM_DROPS)).isZero();
    RealProcesses.signal(viewer.pid(), "STOP");
    await("packets are dropped", () -> sum(RtmpMetrics.STREAM_DROPS) > 10);
    await("it is stalled", () -> sum(RtmpMetrics.STREAM_PLAYERS_STALLED) == 1);
    double dropped = sum(RtmpMetrics.STREAM_DROPS);
    viewer.destroyForcibly();
    await("it is gone", () -> sum(RtmpMetrics.STREAM_RELAYS) == 0);
    assertThat(sum(RtmpMetrics.STREAM_DROPS)).isGreaterThanOrEqualTo(dropped);
    assertThat(sum(RtmpMetrics.STREAM_DROPPED)).as("the server has forgotten them").isZero();
  }

  private Process publish(List<String> more) throws Exception {
    List<String> line = new ArrayList<>(List.of("ffmpeg", "-nostdin", "-loglevel", "error", "-re"));
    line.addAll(List.of("-f", "lavfi", "-i", "testsrc=size=640x360:rate=25"));
    line.addAll(List.of("-re", "-f", "lavfi", "-i", "sine=frequency=440:sample_rate=44100"));
    line.addAll(more);
    line.addAll(List.of("-c:v", "libx264", "-preset", "ultrafast", "-g", "25"));
    line.addAll(List.of("-pix_fmt", "yuv420p", "-c:a", "aac", "-f", "flv", nginx.publishTo("k")));
    return real.start(line);
  }

  private double publishers(String state) throws Exception {
    return collect().value(RtmpMetrics.PUBLISHERS, "live", state);
  }

  private double value(Metric metric) throws Exception {
    return collect().value(metric);
  }

  private double sum(Metric metric) throws Exception {
    Samples samples = collect();
    return samples.series(metric).stream()
        .mapToDouble(labels -> samples.value(metric, labels.toArray(new String[0])))
        .sum();
  }

  private Samples collect() throws Exception {
    return rtmp.collect().await(20, TimeUnit.SECONDS);
  }

  private static void await(String what, Callable<Boolean> condition) throws Exception {
    RealProcesses.await(SOON, what, condition);
  }
}
