package org.bbbfleet.provisioning.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import org.bbbfleet.core.error.FleetException;
import org.bbbfleet.core.store.Store;
import org.bbbfleet.provisioning.resource.Change;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunsTest {
  private static final Instant START = Instant.parse("2026-03-01T10:00:00Z");

  @TempDir Path directory;
  private final MovingClock clock = new MovingClock();
  private Store store;
  private Runs runs;

  private static final class MovingClock extends Clock {
    private Instant now = START;

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }

    @Override
    public Instant instant() {
      return now;
    }

    void advance(Duration by) {
      now = now.plus(by);
    }
  }

  @BeforeEach
  void open() {
    store = Store.open(directory.resolve("fleet.db"));
    runs = new Runs(store, clock);
  }

  @AfterEach
  void close() {
    store.close();
  }

  private RunRequest request(String id, RunReport.Kind kind) {
    return new RunRequest(
        id,
        kind,
        "me@ops",
        "fleet provision",
        "web",
        List.of(),
        clock.instant(),
        List.of("b", "a"));
  }

  private void start(String id) {
    runs.record(new RunEvent.Started(id, clock.instant(), request(id, RunReport.Kind.APPLY)));
  }

  private static HostReport report(String host, HostReport.State state, String diff) {
    ChangeReport change =
        new ChangeReport(
            "web",
            "~",
            "file",
            "/etc/x",
            "content",
            List.of("restart x"),
            diff,
            ChangeReport.Outcome.DONE,
            "",
            "d",
            Change.Basis.STATE);
    return new HostReport(
        host,
        List.of("web"),
        state,
        List.of(change),
        List.of(),
        List.of("agent"),
        state == HostReport.State.FAILED ? host + ": it broke" : "",
        "",
        Duration.ofMillis(1500));
  }

  @Test
  void aRunIsRecordedFromItsEvents() {
    start("20260301-1");
    runs.record(new RunEvent.HostStarted("20260301-1", START, "b"));
    runs.record(new RunEvent.Step("20260301-1", START, "b", 1, 3, "file /etc/x"));

    Runs.Detail going = runs.find("20260301").orElseThrow();
    assertThat(going.summary().state()).isEqualTo(RunState.RUNNING);
    assertThat(going.hosts()).extracting(Runs.HostEntry::host).containsExactly("b", "a");
    assertThat(going.hosts().get(0).doing()).isEqualTo("1/3 file /etc/x");

    clock.advance(Duration.ofSeconds(9));
    HostReport b = report("b", HostReport.State.CHANGED, "-1\n+2\n");
    runs.record(new RunEvent.HostDone("20260301-1", START, b));
    HostReport a = report("a", HostReport.State.FAILED, "");
    runs.record(new RunEvent.HostDone("20260301-1", START, a));
    runs.record(new RunEvent.Done("20260301-1", START, RunState.FAILED, ""));
    clock.advance(Duration.ofHours(1));

    Runs.Detail over = runs.find("20260301-1").orElseThrow();
    assertThat(over.summary().state()).isEqualTo(RunState.FAILED);
    assertThat(over.summary().took()).isEqualTo(Duration.ofSeconds(9));
    assertThat(over.summary().done()).isEqualTo(2);
    assertThat(over.summary().failed()).isEqualTo(1);
    assertThat(over.summary().changes()).isEqualTo(2);
    assertThat(over.summary().request()).isEqualTo(going.summary().request());
    assertThat(over.hosts().get(0).report()).contains(b);
    assertThat(over.hosts().get(1).report()).contains(a);
  }

  @Test
  void aRunWithoutASignOfLifeIsInterruptedAndNotRunningForEver() {
    start("1");
    clock.advance(Duration.ofSeconds(50));
    runs.record(new RunEvent.Beat("1", clock.instant()));
    clock.advance(Duration.ofSeconds(50));
    assertThat(runs.newest(9).get(0).state()).isEqualTo(RunState.RUNNING);

    clock.advance(Duration.ofSeconds(11));

    assertThat(runs.newest(9).get(0).state()).isEqualTo(RunState.INTERRUPTED);
    assertThat(runs.newest(9).get(0).took()).isEqualTo(Duration.ofSeconds(50));
  }

  @Test
  void lateEventsOfARunThatIsOverChangeNothing() {
    start("1");
    runs.record(new RunEvent.Done("1", START, RunState.OK, ""));
    runs.record(new RunEvent.HostDone("1", START, report("a", HostReport.State.FAILED, "")));
    assertThat(runs.newest(9).get(0).failed()).isZero();
    start("1");
    assertThat(runs.newest(9)).hasSize(1);
    assertThat(runs.newest(9).get(0).state()).isEqualTo(RunState.OK);
  }

  @Test
  void eventsOfNobodyAreRefused() {
    assertThatThrownBy(() -> runs.record(new RunEvent.Beat("x", START)))
        .isInstanceOf(FleetException.class)
        .hasMessageContaining("no run x");
  }

  @Test
  void onlyTheNewestAreKeptOfEachKind() {
    start("apply");
    for (int i = 0; i < 60; i++) {
      clock.advance(Duration.ofSeconds(1));
      String id = "plan-%02d".formatted(i);
      runs.record(new RunEvent.Started(id, clock.instant(), request(id, RunReport.Kind.PLAN)));
      if (i > 0) {
        runs.record(new RunEvent.Done(id, START, RunState.OK, ""));
        runs.record(new RunEvent.Beat("plan-00", START));
      }
    }
    // One that still runs is not dropped, however old it is.
    assertThat(runs.find("plan-00")).isPresent();
    assertThat(runs.newest(100)).hasSize(52);
    assertThat(runs.find("apply")).isPresent();
    assertThat(runs.find("plan-09")).isEmpty();
    assertThat(runs.find("plan-10")).isPresent();
  }

  @Test
  void aBeginningThatSeveralRunsHaveIsRefused() {
    start("20-a");
    start("20-b");
    assertThatThrownBy(() -> runs.find("20-")).hasMessageContaining("20-a, 20-b");
    assertThat(runs.find("20-a")).isPresent();
    assertThat(runs.find("2%")).isEmpty();
  }

  @Test
  void longDifferencesAreNotKept() {
    start("1");
    HostReport big = report("a", HostReport.State.CHANGED, "x".repeat(70_000));
    runs.record(new RunEvent.HostDone("1", START, big));
    HostReport kept = runs.find("1").orElseThrow().hosts().get(1).report().orElseThrow();
    assertThat(kept.changes().get(0).diff()).hasSizeLessThan(100);
  }

  @Test
  void eventsKeepTheirMeaningAsJson() {
    List<RunEvent> events =
        List.of(
            new RunEvent.Started("1", START, request("1", RunReport.Kind.PLAN)),
            new RunEvent.HostPlanned("1", START, "a", 3),
            new RunEvent.HostDone("1", START, report("a", HostReport.State.CHANGED, "+x\n")),
            new RunEvent.Done("1", START, RunState.STOPPED, "Ctrl-C"));
    for (RunEvent event : events) {
      assertThat(RunJson.read(RunJson.write(event), RunEvent.class)).isEqualTo(event);
    }
    assertThat(RunJson.write(events.get(1)))
        .isEqualTo(
            "{\"event\":\"host-planned\",\"run\":\"1\",\"at\":\"2026-03-01T10:00:00Z\","
                + "\"host\":\"a\",\"changes\":3}");
  }
}
