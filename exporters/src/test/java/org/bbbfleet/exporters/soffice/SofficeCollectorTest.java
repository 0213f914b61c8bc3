package org.bbbfleet.exporters.soffice;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.bbbfleet.core.config.Section;
import org.bbbfleet.core.metrics.Samples;
import org.bbbfleet.exporters.proc.PidFile;
import org.bbbfleet.exporters.proc.ProcFixture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SofficeCollectorTest {
  private static final String CONTAINER = "0123456789abcdef".repeat(4);

  @TempDir Path directory;
  private ProcFixture host;
  private SofficeCollector collector;

  @BeforeEach
  void host() {
    host = new ProcFixture(directory).uptime(1000).process(1, 0, "systemd", 'S', 0, 9);
    SofficeLimits limits = SofficeLimits.from(Section.of("test", Map.of()));
    collector = new SofficeCollector(null, directory, limits, OptionalInt.empty(), List.of());
  }

  private static double count(Samples samples, SofficeClass kind) {
    return samples.value(SofficeMetrics.PROCESSES, kind.label());
  }

  private static void only(Samples samples, SofficeClass kind, int times) {
    for (SofficeClass other : SofficeClass.values()) {
      assertThat(count(samples, other)).as(other.label()).isEqualTo(other == kind ? times : 0);
    }
  }

  @Test
  void aHostWithoutConversionsMeasuresNoneOfEachClass() throws Exception {
    host.process(2, 1, "soffice.binary", 'Z', 0, 0).process(3, 1, "bash", 'Z', 0, 0);
    Samples samples = collector.look();
    only(samples, SofficeClass.RUNNING, 0);
    assertThat(samples.value(SofficeMetrics.DEFUNCT_PARENTS)).isZero();
    assertThat(samples.series(SofficeMetrics.PROCESSES_BY_PARENT)).isEmpty();
  }

  @Test
  void aDeadProcessIsDefunctFromTheSecondLookOnAndNothingElse() throws Exception {
    host.process(10, 1, "convert", 'S', 1, 0).inUnit(10, "convert.service");
    host.process(11, 10, "soffice.bin", 'Z', 2, 3);
    only(collector.look(), SofficeClass.EXITING, 1);
    host.uptime(1005);
    Samples samples = collector.look();
    only(samples, SofficeClass.DEFUNCT, 1);
    assertThat(byParent(samples, "defunct", "service", "convert.service")).isEqualTo(1);
    assertThat(samples.value(SofficeMetrics.DEFUNCT_PARENTS)).isEqualTo(1);
    assertThat(samples.value(SofficeMetrics.CONVERSIONS)).isZero();
  }

  @Test
  void onlyWhatDescendsFromTheNamedProcessesCounts() throws Exception {
    Path file = Files.writeString(directory.resolve("convert.pid"), "10 100\n");
    collector =
        new SofficeCollector(
            null,
            directory,
            SofficeLimits.from(Section.of("test", Map.of())),
            OptionalInt.empty(),
            List.of(new PidFile(file)));
    host.process(10, 1, "convert", 'S', 1, 0).process(11, 10, "soffice.bin", 'Z', 2, 3);
    host.process(20, 1, "convert", 'S', 1, 0).process(21, 20, "soffice.bin", 'Z', 2, 3);
    collector.look();
    only(collector.look(), SofficeClass.DEFUNCT, 1);
    Files.writeString(file, "10 101\n");
    only(collector.look(), SofficeClass.DEFUNCT, 0);
  }

  @Test
  void aDefunctProcessThatWasReapedLeavesAMeasuredZeroBehind() throws Exception {
    host.process(10, 1, "convert", 'S', 1, 0).inUnit(10, "convert.service");
    host.process(11, 10, "soffice.bin", 'Z', 2, 3);
    collector.look();
    collector.look();
    host.remove(11);
    Samples samples = collector.look();
    only(samples, SofficeClass.DEFUNCT, 0);
    assertThat(byParent(samples, "defunct", "service", "convert.service")).isZero();
  }

  @Test
  void aNumberThatIsUsedAgainIsAnotherProcess() throws Exception {
    host.process(11, 1, "soffice.bin", 'Z', 2, 3);
    collector.look();
    host.process(11, 1, "soffice.bin", 'Z', 990, 0);
    only(collector.look(), SofficeClass.EXITING, 1);
  }

  @Test
  void aConversionIsStuckAtItsAgeAndNotBefore() throws Exception {
    host.process(11, 1, "soffice.bin", 'S', 701, 3);
    only(collector.look(), SofficeClass.RUNNING, 1);
    host.uptime(1001).process(11, 1, "soffice.bin", 'S', 701, 3.1);
    Samples samples = collector.look();
    only(samples, SofficeClass.STUCK, 1);
    assertThat(samples.value(SofficeMetrics.OLDEST_AGE, "stuck")).isEqualTo(300);
  }

  @Test
  void aStuckConversionThatBurnsAProcessorSpins() throws Exception {
    for (int second = 0; second <= 30; second += 5) {
      host.uptime(1000 + second).process(11, 1, "soffice.bin", 'R', 100, 500 + second * 0.95);
      SofficeClass expected = second < 30 ? SofficeClass.STUCK : SofficeClass.SPINNING;
      only(collector.look(), expected, 1);
    }
    host.uptime(1035).process(11, 1, "soffice.bin", 'R', 100, 530);
    only(collector.look(), SofficeClass.STUCK, 1);
  }

  @Test
  void aStuckConversionWhoseTimeStandsStillIsIdle() throws Exception {
    for (int second = 0; second <= 120; second += 30) {
      host.uptime(1000 + second).process(11, 1, "soffice.bin", 'T', 100, 500);
      only(collector.look(), second < 120 ? SofficeClass.STUCK : SofficeClass.IDLE_STUCK, 1);
    }
  }

  @Test
  void waitingInTheKernelIsAFaultOnlyWhenNothingGetsDone() throws Exception {
    for (int second = 0; second <= 60; second += 30) {
      host.uptime(1000 + second)
          .process(11, 1, "soffice.bin", 'D', 990, 1)
          .process(12, 1, "soffice.bin", 'D', 990, 1 + second * 0.01);
      Samples samples = collector.look();
      assertThat(count(samples, SofficeClass.UNINTERRUPTIBLE)).isEqualTo(second < 60 ? 0 : 1);
    }
  }

  @Test
  void aServiceMayBeAsOldAsItLikes() throws Exception {
    host.process(11, 1, "soffice.bin", 'S', 1, 9)
        .file(11, "cmdline", "/opt/soffice.bin\0--headless\0--accept=socket,port=8100\0");
    collector.look();
    host.uptime(9000);
    Samples samples = collector.look();
    only(samples, SofficeClass.RUNNING, 1);
    assertThat(samples.value(SofficeMetrics.SERVICES)).isEqualTo(1);
    assertThat(samples.value(SofficeMetrics.CONVERSIONS)).isZero();
    host.uptime(9300).process(11, 1, "soffice.bin", 'R', 1, 309);
    only(collector.look(), SofficeClass.SPINNING, 1);
  }

  @Test
  void parentsAreToldApartByKind() throws Exception {
    host.process(20, 1, "java", 'S', 1, 0).inUnit(20, "bbb-web.service");
    host.process(21, 1, "sh", 'S', 1, 0).inContainer(21, CONTAINER);
    host.process(22, 1, "bash", 'S', 1, 0).file(22, "cgroup", "0::/user.slice/session-1.scope\n");
    host.process(30, 20, "soffice.bin", 'S', 990, 0);
    host.process(31, 21, "soffice.bin", 'S', 990, 0);
    host.process(32, 22, "soffice.bin", 'S', 990, 0);
    host.process(33, 1, "soffice.bin", 'S', 990, 0).inUnit(33, "bbb-libreoffice@1.service");
    Samples samples = collector.look();
    assertThat(byParent(samples, "running", "bbb_web", "bbb-web.service")).isEqualTo(1);
    assertThat(byParent(samples, "running", "container", "")).isEqualTo(1);
    assertThat(byParent(samples, "running", "other", "")).isEqualTo(1);
    assertThat(byParent(samples, "running", "init", "bbb-libreoffice@1.service")).isEqualTo(1);
    assertThat(samples.value(SofficeMetrics.CONVERSIONS)).isEqualTo(4);
  }

  @Test
  void cpuTimeOfProcessesThatEndedStaysCounted() throws Exception {
    host.process(11, 1, "soffice.bin", 'R', 900, 50);
    assertThat(collector.look().value(SofficeMetrics.CPU)).isZero();
    host.uptime(1005).process(11, 1, "soffice.bin", 'R', 900, 52);
    host.process(12, 1, "soffice.bin", 'R', 1003, 1);
    assertThat(collector.look().value(SofficeMetrics.CPU)).isEqualTo(3);
    host.remove(11).remove(12);
    Samples samples = collector.look();
    assertThat(samples.value(SofficeMetrics.CPU)).isEqualTo(3);
    assertThat(samples.value(SofficeMetrics.STARTED)).isEqualTo(1);
  }

  @Test
  void aProcessNearItsMemoryLimitIsOverMemoryUnlessItIsStuckAnyway() throws Exception {
    host.process(11, 1, "soffice.bin", 'S', 990, 1, 900L << 20)
        .process(12, 1, "soffice.bin", 'S', 990, 1, (900L << 20) - 4096)
        .process(13, 1, "soffice.bin", 'S', 1, 1, 2000L << 20);
    Samples samples = collector.look();
    assertThat(count(samples, SofficeClass.OVER_MEMORY)).isEqualTo(1);
    assertThat(count(samples, SofficeClass.RUNNING)).isEqualTo(1);
    assertThat(count(samples, SofficeClass.STUCK)).isEqualTo(1);
    assertThat(samples.value(SofficeMetrics.OLDEST_AGE, "over_memory")).isEqualTo(10);
  }

  @Test
  void aSmallerContainerHasASmallerLimit() throws Exception {
    host.process(11, 1, "soffice.bin", 'S', 990, 1, 93L << 20).inContainer(11, CONTAINER);
    String group = "sys/fs/cgroup/system.slice/docker-" + CONTAINER + ".scope/";
    Files.createDirectories(directory.resolve(group));
    Files.writeString(directory.resolve(group + "memory.max"), (100L << 20) + "\n");
    only(collector.look(), SofficeClass.OVER_MEMORY, 1);
  }

  @Test
  void aConversionIsCountedOnceWhateverItIsMadeOf() throws Exception {
    host.process(10, 1, "oosplash", 'S', 990, 0).process(11, 10, "soffice.bin", 'R', 991, 1);
    assertThat(collector.look().value(SofficeMetrics.CONVERSIONS)).isEqualTo(1);
    // LibreOffice starts itself anew when it has made a profile.
    host.remove(11).process(12, 10, "soffice.bin", 'R', 995, 1);
    Samples samples = collector.look();
    assertThat(samples.value(SofficeMetrics.CONVERSIONS)).isEqualTo(1);
    assertThat(samples.value(SofficeMetrics.FINISHED, "running")).isZero();
    host.remove(12).remove(10);
    samples = collector.look();
    assertThat(samples.value(SofficeMetrics.CONVERSIONS)).isZero();
    assertThat(samples.value(SofficeMetrics.FINISHED, "running")).isEqualTo(1);
  }

  @Test
  void aConversionThatWasEndedWhileStuckFinishesAsStuck() throws Exception {
    host.process(10, 1, "oosplash", 'S', 100, 0).process(11, 10, "soffice.bin", 'R', 100, 1);
    collector.look();
    host.process(11, 10, "soffice.bin", 'Z', 100, 1).remove(10);
    Samples samples = collector.look();
    assertThat(samples.value(SofficeMetrics.FINISHED, "stuck")).isEqualTo(1);
    assertThat(samples.value(SofficeMetrics.FINISHED, "running")).isZero();
  }

  @Test
  void slotsAreWhatBigBlueButtonSays() throws Exception {
    host.process(10, 1, "soffice.bin", 'R', 990, 0).process(11, 1, "soffice.bin", 'R', 991, 1);
    Samples samples = collector.look();
    assertThat(samples.series(SofficeMetrics.SLOTS)).as("nobody says").isEmpty();
    assertThat(samples.value(SofficeMetrics.SLOTS_USED)).isEqualTo(2);
    properties("usr/share/bbb-web/WEB-INF/classes/bigbluebutton.properties", 4);
    assertThat(collector.look().value(SofficeMetrics.SLOTS)).isEqualTo(4);
    properties("etc/bigbluebutton/bbb-web.properties", 6);
    assertThat(collector.look().value(SofficeMetrics.SLOTS)).isEqualTo(6);
  }

  private void properties(String name, int slots) throws Exception {
    Path file = directory.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(
        file,
        "#officeToPdfMaxConcurrentConversions=9\nsecuritySalt=x\n"
            + "officeToPdfMaxConcurrentConversions = "
            + slots
            + "\nofficeToPdfMaxConcurrentConversions2=7\n");
  }

  @Test
  void whereServicesWaitForWorkTheyAreTheSlots() throws Exception {
    for (int pid = 11; pid <= 14; pid++) {
      host.process(pid, 1, "soffice.bin", 'S', 1, 9)
          .file(pid, "cmdline", "soffice.bin\0--accept=socket,port=" + (8089 + pid) + "\0");
    }
    collector.look();
    host.uptime(1005)
        .process(11, 1, "soffice.bin", 'S', 1, 9.01)
        .process(12, 1, "soffice.bin", 'R', 1, 12);
    Samples samples = collector.look();
    assertThat(samples.value(SofficeMetrics.SLOTS)).isEqualTo(4);
    assertThat(samples.value(SofficeMetrics.SLOTS_USED)).as("one converts").isEqualTo(1);
  }

  @Test
  void everyMetricThatIsGivenIsDeclared() throws Exception {
    host.process(11, 1, "soffice.bin", 'R', 900, 50);
    assertThat(SofficeMetrics.all()).containsAll(collector.look().metrics());
  }

  @Test
  void theExporterSuitsAHostWithLibreOffice() throws Exception {
    SofficeExporter exporter = new SofficeExporter();
    Section options = Section.of("test", Map.of());
    assertThat(exporter.presenceBelow(directory, options).on()).isFalse();
    Files.createDirectories(directory.resolve("usr/share/bbb-libreoffice-conversion"));
    assertThat(exporter.presenceBelow(directory, options).on()).isTrue();
  }

  private static double byParent(Samples samples, String kind, String parent, String unit) {
    assertThat(samples.series(SofficeMetrics.PROCESSES_BY_PARENT))
        .contains(List.of(kind, parent, unit));
    return samples.value(SofficeMetrics.PROCESSES_BY_PARENT, kind, parent, unit);
  }
}
