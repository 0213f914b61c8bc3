package org.bbbfleet.exporters.soffice;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import org.bbbfleet.core.metrics.Samples;
import org.bbbfleet.exporters.proc.RealProcesses;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real processes under LibreOffice's name, with limits short enough for a test. */
final class SofficeRealProcessTest {
  private static final Duration SOON = Duration.ofSeconds(20);

  @TempDir Path directory;
  private RealProcesses real;
  private SofficeCollector collector;

  @BeforeEach
  void start() throws Exception {
    real = new RealProcesses(directory);
    SofficeLimits limits =
        new SofficeLimits(
            Duration.ofSeconds(1),
            Duration.ofMillis(500),
            Duration.ofMillis(500),
            Duration.ofSeconds(60),
            900L << 20);
    collector = new SofficeCollector(null, real.root(), limits, OptionalInt.empty(), List.of());
  }

  @AfterEach
  void end() throws Exception {
    real.close();
  }

  @Test
  void aChildThatItsParentDoesNotReapIsDefunctUntilTheParentEnds() throws Exception {
    Path soffice = real.copy("/bin/true", "soffice.bin");
    Process parent = real.start("sh", "-c", soffice + " & exec sleep 600");
    await("a defunct process more", SofficeClass.DEFUNCT, 1);
    parent.destroy();
    assertThat(parent.waitFor(5, TimeUnit.SECONDS)).isTrue();
    await("reaped by the next parent", SofficeClass.DEFUNCT, 0);
  }

  @Test
  void aStoppedProcessIsIdleStuck() throws Exception {
    Process process = real.start(real.copy("/bin/sleep", "soffice.bin").toString(), "600");
    RealProcesses.signal(process.pid(), "STOP");
    await("an idle process more", SofficeClass.IDLE_STUCK, 1);
    process.destroyForcibly();
    await("gone", SofficeClass.IDLE_STUCK, 0);
  }

  @Test
  void aProcessThatGoesRoundInCirclesSpins() throws Exception {
    Path soffice = real.copy("/bin/sh", "soffice.bin");
    Process process = real.start(soffice.toString(), "-c", "while :; do :; done");
    // A busy machine may give it less than a whole processor, which is then not spinning.
    RealProcesses.await(
        SOON,
        "a stuck process that has used CPU time",
        () -> {
          Samples samples = look();
          double found = value(samples, SofficeClass.SPINNING) + value(samples, SofficeClass.STUCK);
          return found == 1 && samples.value(SofficeMetrics.CPU) > 0.2;
        });
    process.destroyForcibly();
    RealProcesses.await(
        SOON, "gone", () -> count(SofficeClass.SPINNING) == 0 && count(SofficeClass.STUCK) == 0);
  }

  private void await(String what, SofficeClass kind, double expected) throws Exception {
    RealProcesses.await(SOON, what, () -> count(kind) == expected);
  }

  private double count(SofficeClass kind) throws Exception {
    return value(look(), kind);
  }

  private Samples look() throws Exception {
    real.root();
    return collector.look();
  }

  private static double value(Samples samples, SofficeClass kind) {
    return samples.value(SofficeMetrics.PROCESSES, kind.label());
  }
}
