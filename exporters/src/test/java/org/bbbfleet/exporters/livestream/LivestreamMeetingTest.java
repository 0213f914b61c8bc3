package org.bbbfleet.exporters.livestream;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicLong;
import org.bbbfleet.core.config.Section;
import org.bbbfleet.core.metrics.Exposition;
import org.bbbfleet.core.metrics.Metric;
import org.bbbfleet.core.metrics.Samples;
import org.bbbfleet.core.shell.LocalShell;
import org.bbbfleet.exporters.CollectorContext;
import org.bbbfleet.exporters.proc.ProcFixture;
import org.bbbfleet.exporters.proc.RealProcesses;
import org.bbbfleet.exporters.testing.Await;
import org.bbbfleet.lab.bbb.Attendee;
import org.bbbfleet.lab.bbb.BbbFault;
import org.bbbfleet.lab.bbb.BbbOptions;
import org.bbbfleet.lab.bbb.BbbSimulator;
import org.bbbfleet.lab.bbb.Meeting;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A worker's processes from a fixture, its meeting from the simulated server. */
final class LivestreamMeetingTest {
  private static final String SECRET = "the secret & more";
  private static final String UNIT = "bbb-livestream-room1.service";
  private static final String MEETING = "Room 1, with spaces & \u00e9";

  @TempDir Path directory;
  private final AtomicLong nanos = new AtomicLong();
  private final Vertx vertx = Vertx.vertx();
  private ProcFixture host;
  private BbbSimulator server;
  private LivestreamCollector collector;
  private double uptime = 1000;

  @BeforeEach
  void start() {
    host = new ProcFixture(directory).uptime(uptime).process(1, 0, "systemd", 'S', 0, 9);
    server = Await.result(BbbSimulator.start(vertx, BbbOptions.loopback(SECRET)));
    server
        .meetings()
        .add(
            Meeting.created(MEETING, "A room", Instant.now())
                .joinedBy(Attendee.viewer("w_1", "Live"), Attendee.moderator("w_2", "Somebody")));
    collector = collector(Map.of());
    streams(10, UNIT);
  }

  @AfterEach
  void stop() {
    collector.close();
    Await.result(server.stop());
    Await.result(vertx.close());
  }

  private LivestreamCollector collector(Map<String, Object> more) {
    Map<String, Object> values = new HashMap<>(more);
    values.put(
        "bbb", Map.of("url", server.apiBase().toString(), "secret", SECRET, "timeout", "500ms"));
    Section options = Section.of("test", values);
    LivestreamCollector made =
        new LivestreamExporter()
            .open(
                options,
                new CollectorContext(vertx, Clock.systemUTC(), directory),
                new LocalShell("test"),
                nanos::get);
    options.finish();
    return made;
  }

  private void streams(int pid, String unit) {
    host.process(pid, 1, "python3", 'S', 900, 1)
        .inUnit(pid, unit)
        .file(
            pid,
            "cmdline",
            "python3\0stream.py\0-s\0https://x/bigbluebutton/api\0-p\0"
                + SECRET
                + "\0-i\0"
                + MEETING
                + "\0-t\0rtmp://x/live/KEY\0-u\0Live\0");
    host.process(pid + 1, pid, "chrome", 'S', 901, 1).inUnit(pid + 1, unit);
    ffmpeg(pid + 2, unit);
  }

  private void ffmpeg(int pid, String unit) {
    host.process(pid, 10, "ffmpeg", 'R', 902, uptime).inUnit(pid, unit);
  }

  /** Seconds later, ffmpeg having worked. */
  private Samples after(double seconds) {
    pass(seconds);
    return Await.result(collector.collect());
  }

  private void pass(double seconds) {
    uptime += seconds;
    nanos.addAndGet(Duration.ofMillis((long) (seconds * 1000)).toNanos());
    host.uptime(uptime);
    if (Files.exists(directory.resolve("proc/12"))) {
      ffmpeg(12, UNIT);
    }
  }

  private static WorkerState state(Samples samples) {
    for (WorkerState state : WorkerState.values()) {
      if (samples.value(LivestreamMetrics.WORKER_STATE, "room1", state.label()) == 1) {
        return state;
      }
    }
    throw new AssertionError("no state");
  }

  private void until(String what, Callable<Boolean> condition) throws Exception {
    RealProcesses.await(Duration.ofSeconds(10), what, condition);
  }

  private Samples look() {
    return Await.result(collector.collect());
  }

  private static boolean is(Samples samples, Metric metric, double value) {
    return samples.series(metric).contains(List.of("room1"))
        && samples.value(metric, "room1") == value;
  }

  @Test
  void aWorkerWhoseAttendeeIsInItsMeetingStreams() throws Exception {
    after(1);
    until("it is present", () -> is(look(), LivestreamMetrics.PRESENT, 1));
    Samples samples = look();
    assertThat(state(samples)).isEqualTo(WorkerState.STREAMING);
    assertThat(samples.value(LivestreamMetrics.MEETING_RUNNING, "room1")).isEqualTo(1);
    assertThat(samples.value(LivestreamMetrics.DEAD_PAGE, "room1")).isZero();
    assertThat(samples.value(LivestreamMetrics.SOURCE, "bbb")).isEqualTo(1);
    assertThat(samples.series(LivestreamMetrics.FAILED)).isEmpty();
    assertThat(LivestreamMetrics.all()).containsAll(samples.metrics());
    assertThat(Exposition.forAccept(null).write(samples))
        .doesNotContain(SECRET, "KEY", "Room 1", "Live\"");
  }

  @Test
  void aWorkerThatWasRemovedShowsADeadPageUntilItIsBack() throws Exception {
    after(1);
    until("it is present", () -> is(look(), LivestreamMetrics.PRESENT, 1));
    server
        .meetings()
        .change(MEETING, m -> m.emptied().joinedBy(Attendee.moderator("w_2", "Somebody")));
    after(15);
    until("it is missed", () -> is(look(), LivestreamMetrics.PRESENT, 0));
    assertThat(state(look())).isEqualTo(WorkerState.STREAMING);
    Samples dead = after(31);
    assertThat(state(dead)).isEqualTo(WorkerState.DEAD_PAGE);
    assertThat(dead.value(LivestreamMetrics.DEAD_PAGE, "room1")).isEqualTo(31);
    server.meetings().change(MEETING, m -> m.joinedBy(Attendee.viewer("w_1", "Live")));
    after(15);
    until("it is present", () -> is(look(), LivestreamMetrics.PRESENT, 1));
    assertThat(state(look())).isEqualTo(WorkerState.STREAMING);
    assertThat(look().value(LivestreamMetrics.DEAD_PAGE, "room1")).isZero();
  }

  @Test
  void aMeetingThatIsOverIsSaidSoEvenOfAStalledWorker() throws Exception {
    after(1);
    until("it is present", () -> is(look(), LivestreamMetrics.PRESENT, 1));
    server.meetings().remove(MEETING);
    after(15);
    until("it is over", () -> is(look(), LivestreamMetrics.MEETING_RUNNING, 0));
    Samples over = after(31);
    assertThat(state(over)).isEqualTo(WorkerState.MEETING_OVER);
    assertThat(over.value(LivestreamMetrics.DEAD_PAGE, "room1")).isEqualTo(31);
    assertThat(over.series(LivestreamMetrics.PRESENT)).isEmpty();
    host.process(12, 10, "ffmpeg", 'T', 902, uptime).inUnit(12, UNIT);
    assertThat(state(look())).isEqualTo(WorkerState.MEETING_OVER);
    host.remove(10).remove(11).remove(12);
    Samples ended = after(1);
    assertThat(state(ended)).isEqualTo(WorkerState.EXITED);
    assertThat(ended.value(LivestreamMetrics.FAILED, "room1")).isZero();
  }

  @Test
  void aWorkerThatEndsWhileItsMeetingGoesOnHasFailedWhateverItsExitCode() throws Exception {
    Path systemctl = directory.resolve("systemctl");
    Files.writeString(
        systemctl,
        "#!/bin/sh\nprintf 'Id=%s\\nActiveState=inactive\\nSubState=dead\\nUnitFileState=enabled\\n"
                .formatted(UNIT)
            + "ExecMainCode=1\\nExecMainStatus=0\\n'\n");
    Files.setPosixFilePermissions(systemctl, PosixFilePermissions.fromString("rwxr-xr-x"));
    collector.close();
    collector = collector(Map.of("systemctl", systemctl.toString()));
    after(1);
    until("it is present", () -> is(look(), LivestreamMetrics.PRESENT, 1));
    assertThat(look().series(LivestreamMetrics.EXIT_CODE)).isEmpty();
    host.remove(10).remove(11).remove(12);
    Samples ended = after(1);
    assertThat(state(ended)).isEqualTo(WorkerState.EXITED);
    assertThat(ended.value(LivestreamMetrics.EXIT_CODE, "room1")).isZero();
    assertThat(ended.value(LivestreamMetrics.FAILED, "room1")).isEqualTo(1);
    assertThat(ended.value(LivestreamMetrics.SOURCE, "systemd")).isEqualTo(1);
    Files.writeString(
        systemctl, Files.readString(systemctl).replace("State=enabled", "State=disabled"));
    assertThat(after(1).series(LivestreamMetrics.WORKER_STATE)).as("switched off").isEmpty();
    Files.writeString(systemctl, "#!/bin/sh\nexit 1\n");
    assertThat(after(1).value(LivestreamMetrics.SOURCE, "systemd")).isZero();
  }

  @Test
  void aUnitThatSystemdStartsAgainIsRestartingAndCounted() throws Exception {
    Path systemctl = directory.resolve("systemctl");
    Files.writeString(
        systemctl,
        "#!/bin/sh\nprintf 'Id=%s\\nActiveState=activating\\nSubState=auto-restart\\n'\n"
            .formatted(UNIT));
    Files.setPosixFilePermissions(systemctl, PosixFilePermissions.fromString("rwxr-xr-x"));
    collector.close();
    collector = collector(Map.of("systemctl", systemctl.toString()));
    after(1);
    host.remove(10).remove(11).remove(12);
    Samples gone = after(1);
    assertThat(state(gone)).isEqualTo(WorkerState.RESTARTING);
    assertThat(gone.value(LivestreamMetrics.RESTARTS, "room1")).isZero();
    streams(20, UNIT);
    Samples back = after(1);
    assertThat(back.value(LivestreamMetrics.RESTARTS, "room1")).isEqualTo(1);
    assertThat(after(1).value(LivestreamMetrics.RESTARTS, "room1")).isEqualTo(1);
  }

  @Test
  void aBrowserThatIsGoneIsADeadPageWithoutTheApi() throws Exception {
    after(1);
    until("it is present", () -> is(look(), LivestreamMetrics.PRESENT, 1));
    server.faults().set(new BbbFault.HttpError(502));
    host.remove(11);
    assertThat(state(after(1))).isEqualTo(WorkerState.STREAMING);
    assertThat(state(after(31))).isEqualTo(WorkerState.DEAD_PAGE);
  }

  @Test
  void whatNobodyKnowsIsAbsent() throws Exception {
    server.faults().set(new BbbFault.Hanging());
    after(1);
    until("the API failed", () -> look().series(LivestreamMetrics.SOURCE).contains(List.of("bbb")));
    Samples unknown = after(100);
    assertThat(unknown.value(LivestreamMetrics.SOURCE, "bbb")).isZero();
    assertThat(state(unknown)).isEqualTo(WorkerState.STREAMING);
    for (Metric metric :
        List.of(
            LivestreamMetrics.PRESENT,
            LivestreamMetrics.MEETING_RUNNING,
            LivestreamMetrics.DEAD_PAGE,
            LivestreamMetrics.FAILED,
            LivestreamMetrics.SENT,
            LivestreamMetrics.WRITTEN)) {
      assertThat(unknown.series(metric)).as(metric.name()).isEmpty();
    }
    server.faults().clear();
    after(15);
    until("it is present", () -> is(look(), LivestreamMetrics.PRESENT, 1));
    // An answer grows old when no new one comes.
    server.faults().set(new BbbFault.HttpError(502));
    assertThat(after(46).series(LivestreamMetrics.PRESENT)).isEmpty();
  }

  @Test
  void ofTwoWorkersWithOneNameNobodyKnowsWhichIsMissing() throws Exception {
    streams(20, "bbb-livestream-room2.service");
    after(1);
    until("the meeting is known", () -> is(look(), LivestreamMetrics.MEETING_RUNNING, 1));
    assertThat(look().series(LivestreamMetrics.PRESENT)).isEmpty();
    server.meetings().change(MEETING, m -> m.joinedBy(Attendee.viewer("w_3", "Live")));
    after(15);
    until("both are present", () -> is(look(), LivestreamMetrics.PRESENT, 1));
    assertThat(look().value(LivestreamMetrics.PRESENT, "room2")).isEqualTo(1);
  }

  @Test
  void theOperatorsWordOnAMeetingIsTheLast() throws Exception {
    server.meetings().remove(MEETING);
    server
        .meetings()
        .add(Meeting.created("other", "B", Instant.now()).joinedBy(Attendee.viewer("w_1", "Hall")));
    collector.close();
    Map<String, Object> bbb = new HashMap<>();
    bbb.put("url", server.apiBase().toString());
    bbb.put("secret", SECRET);
    bbb.put("meetings", Map.of("room1", "other"));
    Section options = Section.of("test", Map.of("bbb", bbb));
    collector =
        new LivestreamExporter()
            .open(
                options,
                new CollectorContext(vertx, Clock.systemUTC(), directory),
                new LocalShell("test"),
                nanos::get);
    after(1);
    until("it runs", () -> is(look(), LivestreamMetrics.MEETING_RUNNING, 1));
    assertThat(look().value(LivestreamMetrics.PRESENT, "room1")).as("it joins as Live").isZero();
  }
}
