package org.bbbfleet.exporters.freeswitch;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.bbbfleet.core.config.Section;
import org.bbbfleet.exporters.CollectorContext;
import org.bbbfleet.exporters.blackbox.Probe;
import org.bbbfleet.exporters.blackbox.Probe.Outcome;
import org.bbbfleet.exporters.targets.TargetFile;
import org.bbbfleet.exporters.testing.Await;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code /probe?target=…&module=freeswitch}. */
class FreeSwitchProbeTest {
  private static final Duration LONG = Duration.ofSeconds(20);

  private final Vertx vertx = Vertx.vertx();
  private final AtomicLong nanos = new AtomicLong();
  private EslStub one;
  private EslStub two;
  private Path file;
  private FreeSwitchProbe probe;

  @BeforeEach
  void start(@TempDir Path directory) throws IOException {
    one = new EslStub(vertx).replays("status", "busy-status");
    two = new EslStub(vertx).replays("status", "big-status");
    file = directory.resolve("targets.yaml");
    Files.createFile(
        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    write("ClueCon", "ClueCon");
    probe =
        new FreeSwitchProbe(
            new TargetFile(file),
            new CollectorContext(vertx, Clock.systemUTC(), directory),
            nanos::get);
  }

  @AfterEach
  void end() {
    probe.close();
    Await.result(vertx.close());
  }

  @Test
  void everyTargetIsMeasuredByItself() {
    assertThat(ask("bbb-1").samples().value(FreeSwitchMetrics.SESSION_ACTIVE)).isEqualTo(10);
    assertThat(ask("bbb-2").samples().value(FreeSwitchMetrics.SESSION_ACTIVE)).isEqualTo(86);
    assertThat(ask("bbb-1").success()).isTrue();
  }

  @Test
  void theConnectionAndTheCountersAreKept() {
    ask("bbb-1");
    Outcome second = ask("bbb-1");
    assertThat(one.connections()).isEqualTo(1);
    assertThat(second.samples().distribution(FreeSwitchMetrics.ESL_LATENCY).cumulative())
        .endsWith(2);
  }

  @Test
  void aNameThatIsNotInTheFileIsRefusedAndNothingIsSent() {
    for (String name : new String[] {"bbb-3", "127.0.0.1:" + one.port(), "../bbb-1", "a b"}) {
      Outcome outcome = ask(name);
      assertThat(outcome.success()).isFalse();
      assertThat(outcome.why()).contains("has no such freeswitch target");
      assertThat(outcome.samples().value(FreeSwitchMetrics.UP)).isZero();
    }
    assertThat(one.connections() + two.connections()).isZero();
  }

  @Test
  void aTargetThatIsDownSaysSoWithTheReason() {
    one.stop();
    Outcome outcome = ask("bbb-1");
    assertThat(outcome.success()).isFalse();
    assertThat(outcome.samples().value(FreeSwitchMetrics.UP)).isZero();
    assertThat(outcome.samples().value(FreeSwitchMetrics.FAILURE, "refused")).isEqualTo(1);
    assertThat(ask("bbb-2").success()).isTrue();
  }

  @Test
  void whatTakesLongerThanTheScraperAllowsIsDownToo() {
    one.silentOn("status");
    Outcome outcome = Await.result(probe.probe(Probe.Request.of("bbb-1", Duration.ofMillis(200))));
    assertThat(outcome.success()).isFalse();
    assertThat(outcome.samples().value(FreeSwitchMetrics.UP)).isZero();
    assertThat(outcome.samples().value(FreeSwitchMetrics.FAILURE, "timeout")).isEqualTo(1);
  }

  @Test
  void aChangedPasswordIsUsedByTheNextProbe() throws IOException {
    assertThat(ask("bbb-1").success()).isTrue();
    write("other-than-before", "ClueCon");
    Outcome outcome = ask("bbb-1");
    assertThat(outcome.samples().value(FreeSwitchMetrics.FAILURE, "auth")).isEqualTo(1);
    assertThat(outcome.why()).doesNotContain("other-than-before");
  }

  @Test
  void aServerThatNobodyProbesIsForgotten() {
    ask("bbb-1");
    nanos.addAndGet(Duration.ofMinutes(9).toNanos());
    ask("bbb-2");
    probe.forget();
    ask("bbb-1");
    assertThat(one.connections()).isEqualTo(1);
    nanos.addAndGet(Duration.ofMinutes(11).toNanos());
    probe.forget();
    ask("bbb-1");
    assertThat(one.connections()).isEqualTo(2);
  }

  @Test
  void theModuleIsThereUnconfigured() {
    FreeSwitchProber prober = new FreeSwitchProber();
    assertThat(prober.builtIn()).containsOnlyKeys(prober.kind());
    Section options = Section.parse("agent.yaml", "targets_file: " + file);
    Probe opened =
        prober.open(options, new CollectorContext(vertx, Clock.systemUTC(), Path.of("/")));
    options.finish();
    assertThat(Await.result(opened.probe(Probe.Request.of("bbb-2", LONG))).success()).isTrue();
    opened.close();
  }

  private Outcome ask(String target) {
    return Await.result(probe.probe(Probe.Request.of(target, LONG)));
  }

  private void write(String first, String second) throws IOException {
    Files.writeString(
        file,
        """
        freeswitch:
          bbb-1: {host: 127.0.0.1, port: %d, password: %s}
          bbb-2: {host: 127.0.0.1, port: %d, password: %s}
        """
            .formatted(one.port(), first, two.port(), second));
  }
}
