package org.bbbfleet.exporters.livestream;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
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
import org.bbbfleet.exporters.docker.DockerDaemon;
import org.bbbfleet.exporters.docker.Gate;
import org.bbbfleet.exporters.proc.RealProcesses;
import org.bbbfleet.exporters.testing.Await;
import org.bbbfleet.lab.bbb.Attendee;
import org.bbbfleet.lab.bbb.BbbOptions;
import org.bbbfleet.lab.bbb.BbbSimulator;
import org.bbbfleet.lab.bbb.Meeting;
import org.bbbfleet.lab.faults.Media;
import org.bbbfleet.lab.packages.DebianPackages;
import org.bbbfleet.lab.packages.FleetCache;
import org.bbbfleet.lab.packages.Unpacked;
import org.bbbfleet.lab.packages.Wanted;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A worker in a real container, with a real ffmpeg that publishes to a real nginx, watched through
 * the process table, the gate to a real Docker, and the simulated API. Every state is come to by
 * breaking the real thing.
 */
@Tag("system")
final class LivestreamSystemTest {
  private static final Duration SOON = Duration.ofSeconds(30);

  @TempDir Path directory;
  private final String name = "hall-" + ProcessHandle.current().pid();
  private final Vertx vertx = Vertx.vertx();
  private RealProcesses real;
  private DockerDaemon docker;
  private BbbSimulator server;
  private WorkerContainer worker;
  private Process nginx;
  private int rtmp;
  private Collector collector;

  @BeforeEach
  void start() throws Exception {
    real = new RealProcesses(directory);
    docker = DockerDaemon.start(directory);
    server = Await.result(BbbSimulator.start(vertx, BbbOptions.loopback(WorkerContainer.SECRET)));
    nginx();
    long number = ProcessHandle.current().pid();
    String network = "10.213." + number % 250;
    worker = new WorkerContainer(docker, directory, name, network);
    Map<String, Object> options = new HashMap<>();
    options.put("stalled_after", "3s");
    options.put("docker_socket", Gate.listen(real, directory, docker).toString());
    options.put("docker_interval", "500ms");
    options.put(
        "bbb",
        Map.of(
            "url",
            server.apiBase().toString(),
            "secret",
            WorkerContainer.SECRET,
            "interval",
            "1s",
            "dead_after",
            "2s"));
    collector =
        new LivestreamExporter()
            .open(
                Section.of("test", options),
                new CollectorContext(vertx, Clock.systemUTC(), Path.of("/")));
  }

  private void nginx() throws Exception {
    Unpacked files =
        new DebianPackages(FleetCache.fromEnvironment(), line -> {})
            .unpack(
                List.of(
                    new Wanted("nginx", "the RTMP server"),
                    new Wanted("libnginx-mod-rtmp", "its RTMP module")));
    Path home = Files.createDirectories(directory.resolve("nginx"));
    rtmp = freePort();
    String conf =
        Media.localNginx(
                home,
                files.root().resolve("usr/lib/nginx/modules/ngx_rtmp_module.so"),
                rtmp,
                freePort())
            .replace("listen 127.0.0.1:" + rtmp, "listen " + rtmp);
    Path file = Files.writeString(home.resolve("nginx.conf"), conf);
    ProcessBuilder builder =
        new ProcessBuilder(
            files.program("nginx").toString(),
            "-p",
            home.toString(),
            "-e",
            home.resolve("error.log").toString(),
            "-c",
            file.toString());
    builder.environment().putAll(files.environment());
    nginx = builder.redirectErrorStream(true).redirectOutput(home.resolve("out").toFile()).start();
    RealProcesses.await(SOON, "nginx listens", () -> listens(rtmp));
  }

  private static int freePort() throws Exception {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static boolean listens(int port) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (java.io.IOException e) {
      return false;
    }
  }

  @AfterEach
  void stop() throws Exception {
    collector.close();
    real.close();
    docker.close();
    endNginx();
    Await.result(server.stop());
    Await.result(vertx.close());
  }

  private void endNginx() throws Exception {
    List<ProcessHandle> below = nginx.descendants().toList();
    nginx.destroyForcibly();
    below.forEach(ProcessHandle::destroyForcibly);
    assertThat(nginx.waitFor(10, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void everyStateOfAWorkerIsSeen() throws Exception {
    worker.run(rtmp);
    await("it waits for its meeting", () -> is("waiting"));
    meeting();
    worker.meetingBegins();
    await("it opens the page", () -> is("starting"));
    worker.connect();
    worker.pageIsOpen();
    await("it streams and is in its meeting", () -> is("streaming") && has("present", 1));
    Samples streaming = look();
    assertThat(value(streaming, LivestreamMetrics.DEAD_PAGE)).isZero();
    assertThat(streaming.value(LivestreamMetrics.SOURCE, "docker")).isEqualTo(1);
    assertThat(streaming.value(LivestreamMetrics.SOURCE, "bbb")).isEqualTo(1);
    double sent = value(streaming, LivestreamMetrics.SENT);
    await("its network counts", () -> value(look(), LivestreamMetrics.SENT) > sent + 100_000);
    keepsSecrets();
    needsNoPrivilege();

    server.meetings().change(WorkerContainer.MEETING, Meeting::emptied);
    await("it was removed: a dead page", () -> is("dead_page") && has("present", 0));
    assertThat(value(look(), LivestreamMetrics.DEAD_PAGE)).isGreaterThan(2);
    join();
    await("it is back", () -> is("streaming"));

    worker.down();
    await("nothing arrives: stalled", () -> is("stalled"));
    worker.up();
    await("it streams on", () -> is("streaming"));

    server.meetings().remove(WorkerContainer.MEETING);
    await("the meeting is over", () -> is("meeting_over"));
    meeting();
    await("it runs again", () -> is("streaming"));

    RealProcesses.signal(worker.process("chrome"), "KILL");
    await("a browser that crashed: a dead page", () -> is("dead_page") && has("present", 1));

    endNginx();
    await("refused, it ends with 0 though its meeting goes on", () -> is("exited"));
    await(
        "which is a failure",
        () ->
            has("failed", 1)
                && look().series(LivestreamMetrics.EXIT_CODE).contains(List.of(name))
                && value(look(), LivestreamMetrics.EXIT_CODE) == 0);

    docker.docker("start", name);
    await("somebody started it again", () -> value(look(), LivestreamMetrics.RESTARTS) == 1);
    String looping = name + "-loop";
    worker.loop(looping);
    await(
        "Docker starts another again and again",
        () -> look().value(LivestreamMetrics.WORKERS, "restarting") == 1);
    keepsSecrets();
  }

  private void meeting() {
    server
        .meetings()
        .add(
            Meeting.created(WorkerContainer.MEETING, "Room", Instant.now())
                .joinedBy(Attendee.viewer("w_1", "Live")));
  }

  private void join() {
    server
        .meetings()
        .change(WorkerContainer.MEETING, m -> m.joinedBy(Attendee.viewer("w_1", "Live")));
  }

  private void keepsSecrets() throws Exception {
    assertThat(Exposition.forAccept(null).write(look()))
        .contains("worker=\"" + name + "\"")
        .doesNotContain(
            WorkerContainer.SECRET, WorkerContainer.KEY, WorkerContainer.MEETING, "Live\"");
  }

  /** What the exporter reads of another user's process, everybody may read; the rest, nobody. */
  private void needsNoPrivilege() throws Exception {
    String proc = "/proc/" + worker.process("ffmpeg") + "/";
    asNobody("cat " + proc + "stat " + proc + "cgroup " + proc + "cmdline " + proc + "net/dev");
    asNobody("cat " + proc + "mountinfo && ! cat " + proc + "io && ! cat " + proc + "environ");
  }

  private static void asNobody(String script) throws Exception {
    WorkerContainer.command(
        "setpriv",
        "--reuid=65534",
        "--regid=65534",
        "--clear-groups",
        "--bounding-set=-all",
        "sh",
        "-c",
        script);
  }

  private Samples look() throws Exception {
    return collector.collect().await(20, TimeUnit.SECONDS);
  }

  private boolean is(String state) throws Exception {
    Samples samples = look();
    return samples.series(LivestreamMetrics.WORKER_STATE).contains(List.of(name, state))
        && samples.value(LivestreamMetrics.WORKER_STATE, name, state) == 1;
  }

  private boolean has(String what, double value) throws Exception {
    Metric metric = what.equals("present") ? LivestreamMetrics.PRESENT : LivestreamMetrics.FAILED;
    Samples samples = look();
    return samples.series(metric).contains(List.of(name)) && value(samples, metric) == value;
  }

  private double value(Samples samples, Metric metric) {
    return samples.value(metric, name);
  }

  private static void await(String what, Callable<Boolean> condition) throws Exception {
    RealProcesses.await(SOON, what, condition);
  }
}
