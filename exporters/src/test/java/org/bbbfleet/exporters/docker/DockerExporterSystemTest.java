package org.bbbfleet.exporters.docker;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import org.bbbfleet.core.config.Section;
import org.bbbfleet.core.metrics.Exposition;
import org.bbbfleet.core.metrics.Samples;
import org.bbbfleet.exporters.Collector;
import org.bbbfleet.exporters.CollectorContext;
import org.bbbfleet.exporters.proc.RealProcesses;
import org.bbbfleet.exporters.testing.Await;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real dockerd and real containers behind the real gate. */
@Tag("system")
final class DockerExporterSystemTest {
  private static final Duration SOON = Duration.ofSeconds(40);

  @TempDir Path directory;

  @Test
  void containersAreToldByStateAndADaemonThatHangsIsDown() throws Exception {
    Vertx vertx = Vertx.vertx();
    RealProcesses real = new RealProcesses(directory);
    DockerDaemon docker = DockerDaemon.start(directory);
    try {
      docker.image("worker", Files.createDirectory(directory.resolve("image")));
      Path socket = Gate.listen(real, directory, docker);
      Section options = Section.of("test", Map.of("socket", socket.toString()));
      CollectorContext context = new CollectorContext(vertx, Clock.systemUTC(), Path.of("/"));
      try (Collector collector = new DockerExporter().open(options, context)) {
        start(docker, "hall", "--env=SECRET=swordfish", "/bin/sh", "-c", "sleep 1000 & wait");
        start(docker, "failed", "--env=A=b", "/bin/sh", "-c", "exit 7");
        start(docker, "loop", "--restart=always", "/bin/true");
        RealProcesses.await(
            SOON,
            "one has failed, one is restarted",
            () -> {
              Samples samples = collect(collector);
              return samples.value(DockerMetrics.EXIT_CODE, "failed") == 7
                  && samples.value(DockerMetrics.RESTARTS, "loop") > 0;
            });
        Samples samples = collect(collector);
        assertThat(samples.value(DockerMetrics.RUNNING, "hall")).isEqualTo(1);
        assertThat(samples.value(DockerMetrics.RUNNING, "failed")).isZero();
        assertThat(samples.value(DockerMetrics.EXIT_CODE, "hall")).isNaN();
        assertThat(samples.value(DockerMetrics.CONTAINERS, "exited")).isGreaterThanOrEqualTo(1);
        assertThat(Exposition.forAccept(null).write(samples)).doesNotContain("swordfish");
        docker.docker("pause", "hall");
        assertThat(collect(collector).value(DockerMetrics.CONTAINERS, "paused")).isEqualTo(1);
        docker.docker("unpause", "hall");
        long daemon = Long.parseLong(Files.readString(directory.resolve("docker/pid")).strip());
        RealProcesses.signal(daemon, "STOP");
        Samples down = collect(collector);
        RealProcesses.signal(daemon, "CONT");
        assertThat(down.value(DockerMetrics.UP)).isZero();
        assertThat(down.metrics()).containsExactly(DockerMetrics.UP);
        RealProcesses.await(
            SOON, "it is up again", () -> collect(collector).value(DockerMetrics.UP) == 1);
      }
    } finally {
      real.close();
      docker.close();
      Await.result(vertx.close());
    }
  }

  private static void start(DockerDaemon docker, String name, String option, String... command)
      throws Exception {
    String[] line = new String[6 + command.length];
    System.arraycopy(
        new String[] {"run", "--detach", "--network=none", "--name=" + name, option, "worker"},
        0,
        line,
        0,
        6);
    System.arraycopy(command, 0, line, 6, command.length);
    docker.docker(line);
  }

  private static Samples collect(Collector collector) {
    Samples samples = Await.result(collector.collect());
    assertThat(DockerMetrics.all()).containsAll(samples.metrics());
    return samples;
  }
}
