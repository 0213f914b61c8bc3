package org.bbbfleet.exporters.rtmp;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import org.bbbfleet.exporters.blackbox.BlackboxMetrics;
import org.bbbfleet.exporters.blackbox.Probe.Outcome;
import org.bbbfleet.exporters.blackbox.Probing;
import org.bbbfleet.exporters.blackbox.rtmp.RtmpProber;
import org.bbbfleet.exporters.proc.RealProcesses;
import org.bbbfleet.exporters.testing.Await;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The probe and a real nginx-rtmp, to which a real ffmpeg publishes. */
@Tag("system")
final class RtmpProbeSystemTest {
  private final Vertx vertx = Vertx.vertx();
  @TempDir private Path directory;

  @Test
  void connectsPlaysAndPublishes() throws Exception {
    try (RealProcesses real = new RealProcesses(directory)) {
      NginxRtmp nginx = NginxRtmp.start(real, directory);
      String app = nginx.publishTo("KEY").replaceFirst("/KEY$", "");

      Outcome connected = Probing.ask(vertx, new RtmpProber(), "", app);
      assertThat(connected.success()).as(connected.why()).isTrue();
      assertThat(connected.samples().value(BlackboxMetrics.RTMP_DURATION, "handshake"))
          .isPositive();
      assertThat(Probing.ask(vertx, new RtmpProber(), "", app + "-none").success())
          .as("an application that is not there")
          .isFalse();

      Outcome silent = ask("play", app, "nobody", Duration.ofMillis(1500));
      assertThat(silent.success()).as("a stream that nobody sends").isFalse();

      Outcome published = ask("publish", app, "probe", Probing.ENOUGH);
      assertThat(published.success()).as(published.why()).isTrue();

      real.start(
          "ffmpeg",
          "-loglevel",
          "error",
          "-re",
          "-f",
          "lavfi",
          "-i",
          "testsrc=s=160x120:r=10",
          "-c:v",
          "flv",
          "-f",
          "flv",
          nginx.publishTo("live1"));
      RealProcesses.await(
          Duration.ofSeconds(30),
          "the stream plays",
          () -> ask("play", app, "live1", Duration.ofSeconds(3)).success());
      assertThat(
              ask("play", app, "live1", Probing.ENOUGH)
                  .samples()
                  .value(BlackboxMetrics.RTMP_MEDIA_BYTES))
          .isPositive();
    } finally {
      Await.result(vertx.close());
    }
  }

  private Outcome ask(String mode, String app, String stream, Duration deadline)
      throws IOException {
    Path targets =
        Files.writeString(
            directory.resolve("targets.yaml"),
            "rtmp: {here: {url: '%s', stream: %s}}".formatted(app, stream));
    Files.setPosixFilePermissions(targets, PosixFilePermissions.fromString("rw-------"));
    return Probing.ask(
        vertx,
        new RtmpProber(),
        "{mode: " + mode + ", targets: " + targets + "}",
        "here",
        deadline);
  }
}
