package org.bbbfleet.exporters.livestream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.bbbfleet.core.config.Section;
import org.bbbfleet.core.error.ProblemsException;
import org.bbbfleet.core.metrics.Exposition;
import org.bbbfleet.core.metrics.Samples;
import org.bbbfleet.core.shell.LocalShell;
import org.bbbfleet.exporters.CollectorContext;
import org.bbbfleet.exporters.proc.ProcFixture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LivestreamCollectorTest {
  private static final String CONTAINER = "0123456789abcdef".repeat(4);
  private static final String UNIT = "bbb-livestream-room1.service";

  @TempDir Path directory;
  private ProcFixture host;
  private LivestreamCollector collector;

  @BeforeEach
  void host() {
    host = new ProcFixture(directory).uptime(1000).process(1, 0, "systemd", 'S', 0, 9);
    collector = collector(Map.of());
  }

  private LivestreamCollector collector(Map<String, Object> values) {
    Section options = Section.of("test", values);
    LivestreamCollector made =
        new LivestreamExporter()
            .open(
                options,
                new CollectorContext(null, Clock.systemUTC(), directory),
                new LocalShell("test"),
                System::nanoTime);
    options.finish();
    return made;
  }

  private static void is(Samples samples, String worker, WorkerState expected) {
    for (WorkerState state : WorkerState.values()) {
      assertThat(samples.value(LivestreamMetrics.WORKER_STATE, worker, state.label()))
          .as(state.label())
          .isEqualTo(state == expected ? 1 : 0);
    }
    assertThat(samples.value(LivestreamMetrics.WORKERS, expected.label())).isPositive();
  }

  private void ffmpeg(double uptime, char state, double cpu) {
    host.uptime(uptime).process(30, 10, "ffmpeg", state, 990, cpu).inUnit(30, UNIT);
  }

  @Test
  void aHostWithoutWorkersMeasuresNoneOfEachState() throws Exception {
    host.process(5, 1, "ffmpeg", 'R', 1, 1).inUnit(5, "peertube.service");
    Samples samples = collector.look();
    for (WorkerState state : WorkerState.values()) {
      assertThat(samples.value(LivestreamMetrics.WORKERS, state.label())).isZero();
    }
    assertThat(samples.series(LivestreamMetrics.WORKER_STATE)).isEmpty();
  }

  @Test
  void aWorkerWaitsThenStartsThenStreamsThenExits() throws Exception {
    host.process(10, 1, "python3", 'S', 900, 1).inUnit(10, UNIT);
    is(collector.look(), "room1", WorkerState.WAITING);
    host.process(20, 10, "chrome", 'S', 950, 1).inUnit(20, UNIT);
    is(collector.look(), "room1", WorkerState.STARTING);
    ffmpeg(1010, 'S', 1);
    Samples streaming = collector.look();
    is(streaming, "room1", WorkerState.STREAMING);
    assertThat(streaming.value(LivestreamMetrics.AGE, "room1")).isEqualTo(110);
    assertThat(streaming.value(LivestreamMetrics.FFMPEG_AGE, "room1")).isEqualTo(20);
    assertThat(streaming.value(LivestreamMetrics.WORKER_INFO, "room1", UNIT, "")).isEqualTo(1);
    host.remove(10).remove(20).remove(30).uptime(1040);
    is(collector.look(), "room1", WorkerState.EXITED);
    host.uptime(1100);
    Samples gone = collector.look();
    assertThat(gone.value(LivestreamMetrics.STATE_SECONDS, "room1")).isEqualTo(60);
    assertThat(gone.series(LivestreamMetrics.FFMPEG_IDLE)).isEmpty();
    host.uptime(1010 + 901);
    assertThat(collector.look().series(LivestreamMetrics.WORKER_STATE)).isEmpty();
  }

  @Test
  void anFfmpegWhoseTimeStandsStillIsStalledAfterItsLimit() throws Exception {
    ffmpeg(1000, 'S', 5);
    collector.look();
    ffmpeg(1015, 'S', 5);
    is(collector.look(), "room1", WorkerState.STREAMING);
    ffmpeg(1020, 'S', 5);
    Samples stalled = collector.look();
    is(stalled, "room1", WorkerState.STALLED);
    assertThat(stalled.value(LivestreamMetrics.FFMPEG_IDLE, "room1")).isEqualTo(20);
    ffmpeg(1021, 'R', 6);
    Samples again = collector.look();
    is(again, "room1", WorkerState.STREAMING);
    assertThat(again.value(LivestreamMetrics.FFMPEG_IDLE, "room1")).isZero();
    assertThat(again.value(LivestreamMetrics.FFMPEG_CPU, "room1")).isEqualTo(6);
  }

  /** What a real ffmpeg did while its server hung: one tick in four seconds. */
  @Test
  void aTrickleOfTimeIsNoWorkHoweverOftenOneLooks() throws Exception {
    for (int step = 0; step < 200; step++) {
      ffmpeg(1000 + step * 0.1, 'S', 5 + (step / 40) * 0.01);
      collector.look();
    }
    ffmpeg(1020, 'S', 5.05);
    is(collector.look(), "room1", WorkerState.STALLED);
  }

  @Test
  void aSmallStreamIsWork() throws Exception {
    for (int second = 0; second <= 60; second += 5) {
      ffmpeg(1000 + second, 'S', 5 + second * 0.007);
      is(collector.look(), "room1", WorkerState.STREAMING);
    }
  }

  @Test
  void aStoppedFfmpegIsStalledAtOnce() throws Exception {
    ffmpeg(1000, 'T', 5);
    is(collector.look(), "room1", WorkerState.STALLED);
  }

  @Test
  void aDefunctFfmpegIsNone() throws Exception {
    host.process(20, 10, "chromedriver", 'S', 950, 1).inUnit(20, UNIT);
    ffmpeg(1000, 'Z', 5);
    is(collector.look(), "room1", WorkerState.STARTING);
  }

  @Test
  void aNewFfmpegCountsAsAStartAndItsTimeIsAdded() throws Exception {
    ffmpeg(1000, 'S', 5);
    collector.look();
    host.uptime(1030).process(30, 10, "ffmpeg", 'R', 1025, 2);
    Samples samples = collector.look();
    is(samples, "room1", WorkerState.STREAMING);
    assertThat(samples.value(LivestreamMetrics.FFMPEG_STARTS, "room1")).isEqualTo(2);
    assertThat(samples.value(LivestreamMetrics.FFMPEG_CPU, "room1")).isEqualTo(7);
  }

  @Test
  void aListedWorkerThatIsNotThereHasExited() throws Exception {
    collector = collector(Map.of("workers", List.of("room1", "room2")));
    ffmpeg(1000, 'R', 1);
    Samples samples = collector.look();
    is(samples, "room1", WorkerState.STREAMING);
    is(samples, "room2", WorkerState.EXITED);
    host.uptime(90_000);
    is(collector.look(), "room2", WorkerState.EXITED);
  }

  @Test
  void aWorkerWithoutServiceManagerIsTheTreeBelowItsPidFile() throws Exception {
    Path file = directory.resolve("worker.pid");
    collector = collector(Map.of("processes", Map.of("room1", file.toString())));
    is(collector.look(), "room1", WorkerState.EXITED);
    host.process(10, 1, "sh", 'S', 900, 1).process(20, 10, "sh", 'S', 901, 1);
    host.process(30, 20, "ffmpeg", 'T', 902, 5).process(31, 1, "ffmpeg", 'R', 902, 5);
    Files.writeString(file, "10 90000\n");
    Samples stalled = collector.look();
    is(stalled, "room1", WorkerState.STALLED);
    assertThat(stalled.value(LivestreamMetrics.FFMPEG_CPU, "room1")).isEqualTo(5);
    assertThat(stalled.value(LivestreamMetrics.WORKERS, "streaming")).isZero();
    host.process(40, 1, "ffmpeg", 'R', 902, 5).inUnit(40, UNIT);
    Files.writeString(file, "10");
    is(collector.look(), "room1", WorkerState.STALLED);
    for (String other : List.of("10 90001", "11", "", "-1", "10 90000 1", "99999999999999")) {
      Files.writeString(file, other);
      is(collector.look(), "room1", WorkerState.EXITED);
    }
  }

  @Test
  void aContainerIsAWorkerByWhatItRunsAndNamedByWhereItRecords() throws Exception {
    host.process(40, 1, "Xvfb", 'S', 950, 1).inContainer(40, CONTAINER);
    host.file(40, "mountinfo", "9 8 254:1 /var/bbb-stream/room1 /video rw - ext4 /dev/x rw\n");
    host.process(41, 40, "ffmpeg", 'R', 990, 1).inContainer(41, CONTAINER);
    host.process(10, 1, "docker-compose", 'S', 900, 1).inUnit(10, UNIT);
    Samples samples = collector.look();
    is(samples, "room1", WorkerState.STREAMING);
    assertThat(samples.value(LivestreamMetrics.WORKER_INFO, "room1", UNIT, "0123456789ab"))
        .isEqualTo(1);
    assertThat(samples.value(LivestreamMetrics.WORKERS, "waiting")).isZero();
  }

  @Test
  void aContainerWithoutRecordingsIsNamedByItsIdUnlessTheOperatorSaysOtherwise() throws Exception {
    host.process(40, 1, "Xvfb", 'S', 950, 1).inContainer(40, CONTAINER);
    is(collector.look(), "0123456789ab", WorkerState.WAITING);
    collector = collector(Map.of("containers", Map.of("012345678", "lecture")));
    is(collector.look(), "lecture", WorkerState.WAITING);
  }

  @Test
  void anotherContainerWithFfmpegIsNoWorker() throws Exception {
    host.process(40, 1, "ffmpeg", 'R', 950, 1).inContainer(40, CONTAINER);
    assertThat(collector.look().series(LivestreamMetrics.WORKER_STATE)).isEmpty();
  }

  @Test
  void aProcessThatSystemdMovesAfterItsBirthIsFoundUnderItsOwnName() throws Exception {
    host.process(30, 1, "(ffmpeg)", 'S', 990, 0).file(30, "cgroup", "0::/init.scope\n");
    collector.look();
    ffmpeg(1000, 'R', 1);
    is(collector.look(), "room1", WorkerState.STREAMING);
  }

  @Test
  void theSecretInTheCommandLineIsNowhere() throws Exception {
    host.file(10, "cmdline", "python3\0stream.py\0-p\0SECRET\0")
        .process(10, 1, "python3", 'S', 900, 1)
        .inUnit(10, UNIT);
    String page = Exposition.forAccept(null).write(collector.look());
    assertThat(page).contains("room1").doesNotContain("SECRET");
  }

  @Test
  void crowdsOfWorkersAreCountedWithoutSeriesOfTheirOwn() throws Exception {
    for (int i = 0; i < 210; i++) {
      host.process(1000 + i, 1, "python3", 'S', 1, 0)
          .inUnit(1000 + i, "bbb-livestream-r" + i + ".service");
    }
    Samples samples = collector.look();
    assertThat(samples.value(LivestreamMetrics.WORKERS, "waiting")).isEqualTo(210);
    assertThat(samples.value(LivestreamMetrics.HIDDEN)).isEqualTo(10);
    assertThat(samples.series(LivestreamMetrics.AGE)).hasSize(200);
    assertThat(LivestreamMetrics.all()).containsAll(samples.metrics());
  }

  @Test
  void namesThatDoNotFitALabelAreHashed() {
    assertThat(Places.safe("room-1\\x2da")).isEqualTo("room-1\\x2da");
    assertThat(Places.safe("x".repeat(65))).matches("worker-[0-9a-f]{12}");
    assertThat(Places.safe("a\nb")).matches("worker-[0-9a-f]{12}");
    assertThat(Places.safe("")).matches("worker-[0-9a-f]{12}");
  }

  @Test
  void wrongOptionsAreReported() {
    assertThatThrownBy(
            () -> collector(Map.of("unit_prefix", "", "containers", Map.of("xyz", "room"))))
        .isInstanceOf(ProblemsException.class)
        .hasMessageContaining("unit_prefix")
        .hasMessageContaining("containers.xyz");
  }

  @Test
  void theExporterSuitsAHostWithUnits() throws Exception {
    LivestreamExporter exporter = new LivestreamExporter();
    Section options = Section.of("test", Map.of());
    assertThat(exporter.presenceBelow(directory, options).on()).isFalse();
    Path units = Files.createDirectories(directory.resolve("etc/systemd/system"));
    Files.createFile(units.resolve(UNIT));
    assertThat(exporter.presenceBelow(directory, options).on()).isTrue();
    assertThat(exporter.presenceBelow(directory, options).why()).contains(UNIT);
  }
}
