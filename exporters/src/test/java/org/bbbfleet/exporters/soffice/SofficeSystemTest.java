package org.bbbfleet.exporters.soffice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.bbbfleet.core.metrics.Samples;
import org.bbbfleet.exporters.proc.RealProcesses;
import org.bbbfleet.lab.faults.HungMount;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The real LibreOffice converts a document, hangs, and is left defunct. */
@Tag("system")
final class SofficeSystemTest {
  private static final Duration SOON = Duration.ofSeconds(90);
  private static final String PROGRAM = "/usr/lib/libreoffice/program/soffice.bin";

  @TempDir Path directory;
  private RealProcesses real;
  private SofficeCollector collector;

  @BeforeEach
  void start() throws Exception {
    assertThat(Path.of(PROGRAM)).as("Debian's package libreoffice-writer-nogui").exists();
    real = new RealProcesses(directory);
    SofficeLimits limits =
        new SofficeLimits(
            Duration.ofSeconds(1),
            Duration.ofHours(1),
            Duration.ofSeconds(1),
            Duration.ofSeconds(1),
            4L << 30);
    collector = new SofficeCollector(null, real.root(), limits, OptionalInt.empty(), List.of());
    // What is there at the first look counts from then on; what comes later counts whole.
    assertThat(look().value(SofficeMetrics.CPU)).isZero();
  }

  @AfterEach
  void end() throws Exception {
    real.close();
  }

  @Test
  void aConversionRunsHangsGoesOnAndEnds() throws Exception {
    Path document = directory.resolve("slides.txt");
    Files.writeString(document, "A line of a talk.\n".repeat(20_000));
    Process soffice = convert(document);
    RealProcesses.await(
        SOON,
        "a conversion runs",
        () -> worker(soffice).isPresent() && look().value(SofficeMetrics.CONVERSIONS) == 1);
    long pid = worker(soffice).orElseThrow().pid();
    RealProcesses.signal(pid, "STOP");
    RealProcesses.await(
        SOON, "it is idle-stuck", () -> count(look(), SofficeClass.IDLE_STUCK) >= 1);
    RealProcesses.signal(pid, "CONT");
    RealProcesses.await(SOON, "it works again", () -> look().value(SofficeMetrics.CPU) > 0);
    assertThat(soffice.waitFor(90, TimeUnit.SECONDS)).isTrue();
    assertThat(directory.resolve("slides.pdf")).exists();
    Samples after = look();
    assertThat(after.value(SofficeMetrics.CONVERSIONS)).isZero();
    assertThat(count(after, SofficeClass.DEFUNCT)).isZero();
    assertThat(finished(after)).isEqualTo(1);
    assertThat(after.value(SofficeMetrics.SLOTS_USED)).isZero();
  }

  @Test
  void aRealSofficeThatNobodyReapsIsDefunctAndNothingElse() throws Exception {
    Process parent = real.start("sh", "-c", PROGRAM + " --version & exec sleep 600");
    RealProcesses.await(SOON, "defunct", () -> count(look(), SofficeClass.DEFUNCT) == 1);
    Samples samples = look();
    assertThat(samples.value(SofficeMetrics.DEFUNCT_PARENTS)).isEqualTo(1);
    assertThat(count(samples, SofficeClass.IDLE_STUCK)).isZero();
    assertThat(count(samples, SofficeClass.STUCK)).isZero();
    RealProcesses.signal(parent.pid(), "CHLD");
    assertThat(count(look(), SofficeClass.DEFUNCT)).as("a parent that doesn't listen").isEqualTo(1);
    parent.destroy();
    assertThat(parent.waitFor(5, TimeUnit.SECONDS)).isTrue();
    RealProcesses.await(SOON, "reaped", () -> count(look(), SofficeClass.DEFUNCT) == 0);
  }

  @Test
  void aRealSofficeThatReadsFromAHungMountIsUninterruptible() throws Exception {
    assumeTrue(HungMount.possible(), "there is no /dev/fuse here");
    Path directory = Files.createDirectory(this.directory.resolve("mount"));
    try (HungMount mount = HungMount.at(directory, "slides.odt")) {
      convert(mount.file());
      RealProcesses.await(
          SOON, "waits in the kernel", () -> count(look(), SofficeClass.UNINTERRUPTIBLE) == 1);
      assertThat(count(look(), SofficeClass.IDLE_STUCK)).as("oosplash waits for it").isEqualTo(1);
    }
    RealProcesses.await(SOON, "goes on", () -> count(look(), SofficeClass.UNINTERRUPTIBLE) == 0);
  }

  @Test
  void aProcessThatBurnsAProcessorSpins() throws Exception {
    collector =
        new SofficeCollector(
            null,
            real.root(),
            new SofficeLimits(
                Duration.ofSeconds(1), Duration.ofSeconds(1), SOON, SOON, Long.MAX_VALUE),
            OptionalInt.empty(),
            List.of());
    Path soffice = real.copy("/bin/sh", "soffice.bin");
    // With priority, so that a busy machine does not keep it from spinning.
    Process process =
        real.start("chrt", "-f", "10", soffice.toString(), "-c", "while :; do :; done");
    AtomicLong last = new AtomicLong(System.nanoTime());
    RealProcesses.await(
        SOON,
        "spinning",
        () -> {
          // The kernel counts CPU time in hundredths of a second: a look needs some of them.
          if (System.nanoTime() - last.get() < 500_000_000L) {
            return false;
          }
          last.set(System.nanoTime());
          return count(look(), SofficeClass.SPINNING) == 1;
        });
    process.destroyForcibly();
    RealProcesses.await(SOON, "gone", () -> count(look(), SofficeClass.SPINNING) == 0);
  }

  private static Optional<ProcessHandle> worker(Process soffice) {
    return soffice
        .descendants()
        .filter(p -> p.info().command().orElse("").endsWith("soffice.bin"))
        .findFirst();
  }

  private Process convert(Path document) throws Exception {
    return real.start(
        "soffice",
        "-env:UserInstallation=file://" + directory.resolve("profile"),
        "--headless",
        "--convert-to",
        "pdf",
        "--outdir",
        directory.toString(),
        document.toString());
  }

  private Samples look() throws Exception {
    real.root();
    return collector.look();
  }

  private static double finished(Samples samples) {
    return samples.series(SofficeMetrics.FINISHED).stream()
        .mapToDouble(kind -> samples.value(SofficeMetrics.FINISHED, kind.get(0)))
        .sum();
  }

  private static double count(Samples samples, SofficeClass kind) {
    return samples.value(SofficeMetrics.PROCESSES, kind.label());
  }
}
