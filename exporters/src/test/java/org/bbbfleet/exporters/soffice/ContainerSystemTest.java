package org.bbbfleet.exporters.soffice;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import org.bbbfleet.core.metrics.Samples;
import org.bbbfleet.exporters.proc.RealProcesses;
import org.bbbfleet.lab.docker.PrivateDocker;
import org.bbbfleet.lab.packages.DebianPackages;
import org.bbbfleet.lab.packages.FleetCache;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One container per conversion, with the real Docker, as convert-local.sh starts them. */
@Tag("system")
final class ContainerSystemTest {
  private static final Duration SOON = Duration.ofSeconds(60);
  private static final Duration NEVER = Duration.ofHours(1);
  private static final String IMAGE = "bbb-soffice";

  @TempDir static Path home;
  private static PrivateDocker docker;

  @TempDir Path directory;
  private RealProcesses real;
  private Path data;

  @BeforeAll
  static void startDocker() throws Exception {
    DebianPackages packages = new DebianPackages(FleetCache.fromEnvironment(), System.out::println);
    docker = PrivateDocker.start(home, packages);
    docker.makeImage(IMAGE);
  }

  @AfterAll
  static void stopDocker() throws Exception {
    if (docker != null) {
      docker.close();
    }
  }

  @BeforeEach
  void start() throws Exception {
    real = new RealProcesses(directory);
    data = Files.createDirectories(directory.resolve("tmp.AbCdEf0123"));
    assertThat(data.toFile().setWritable(true, false)).isTrue();
  }

  @AfterEach
  void end() throws Exception {
    real.close();
  }

  private SofficeCollector collector(Duration stuck, int memoryMib) throws Exception {
    SofficeLimits limits = new SofficeLimits(stuck, NEVER, NEVER, NEVER, (long) memoryMib << 20);
    return new SofficeCollector(null, view(), limits, OptionalInt.of(4), List.of());
  }

  private Path view() throws Exception {
    return real.rootWith(docker.processes());
  }

  private Samples look(SofficeCollector collector) throws Exception {
    view();
    return collector.look();
  }

  /** The line of convert-local.sh, but for the programs, which are this machine's. */
  private Process run(String memory, String script) throws Exception {
    List<String> words =
        new ArrayList<>(List.of("run", "--rm", "--memory=" + memory, "--memory-swap=" + memory));
    words.addAll(List.of("--network", "none", "--env=HOME=/tmp/", "-w", "/tmp/", "--user=12345"));
    words.addAll(List.of("-v", data + "/:/data/"));
    words.addAll(PrivateDocker.hostPrograms());
    words.addAll(List.of(IMAGE, "sh", "-c", script));
    return real.start(docker.clientLine(words));
  }

  private String sofficeOf(String program) throws Exception {
    Files.copy(
        Path.of(program).toRealPath(),
        data.resolve("soffice.bin"),
        StandardCopyOption.COPY_ATTRIBUTES);
    return "/data/soffice.bin";
  }

  @Test
  void aConversionInAContainerIsFollowedToItsEnd() throws Exception {
    Files.writeString(data.resolve("file.txt"), "A line of a talk.\n".repeat(20_000));
    SofficeCollector collector = collector(NEVER, 900);
    look(collector);
    Process client =
        run(
            "1g",
            "timeout 060s /usr/bin/soffice -env:UserInstallation=file:///tmp/ --convert-to pdf"
                + " --outdir /data /data/file.txt");
    RealProcesses.await(
        SOON,
        "a conversion in a container",
        () -> {
          Samples samples = look(collector);
          return samples.value(SofficeMetrics.CONVERSIONS) == 1
              && samples.value(SofficeMetrics.CONTAINERS, "awaited") == 1
              && samples.value(SofficeMetrics.SLOTS_USED) == 1
              && samples.series(SofficeMetrics.PROCESSES_BY_PARENT).stream()
                  .anyMatch(s -> s.equals(List.of("running", "container", "")));
        });
    assertThat(client.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(data.resolve("file.pdf")).exists();
    Samples after = look(collector);
    assertThat(after.value(SofficeMetrics.CONVERSIONS)).isZero();
    assertThat(after.value(SofficeMetrics.CONTAINERS, "awaited")).isZero();
    assertThat(after.value(SofficeMetrics.CONTAINERS, "orphan")).isZero();
    assertThat(after.value(SofficeMetrics.FINISHED, "running")).isEqualTo(1);
    assertThat(after.value(SofficeMetrics.OOM_KILLS)).isZero();
  }

  @Test
  void aContainerWhoseClientWasKilledIsAnOrphan() throws Exception {
    Process client = run("1g", sofficeOf("/bin/sleep") + " 600; :");
    SofficeCollector collector = collector(NEVER, 900);
    RealProcesses.await(
        SOON, "awaited", () -> look(collector).value(SofficeMetrics.CONTAINERS, "awaited") == 1);
    client.destroyForcibly();
    RealProcesses.await(SOON, "orphan", () -> orphans(look(collector)) == 1);
    endContainer();
    RealProcesses.await(SOON, "gone", () -> orphans(look(collector)) == 0);
  }

  @Test
  void aContainerThatIsTooOldIsAnOrphanAndItsZombiesAreDefunct() throws Exception {
    Files.writeString(
        data.resolve("init.pl"), "fork or exec '" + sofficeOf("/bin/true") + "'; sleep 600;");
    run("1g", "exec perl /data/init.pl");
    SofficeCollector collector = collector(Duration.ofSeconds(1), 900);
    RealProcesses.await(
        SOON,
        "a zombie of the container's first process",
        () -> {
          Samples samples = look(collector);
          return orphans(samples) == 1
              && samples.series(SofficeMetrics.PROCESSES_BY_PARENT).stream()
                  .anyMatch(s -> s.equals(List.of("defunct", "container", "")));
        });
    endContainer();
    RealProcesses.await(
        SOON,
        "all gone",
        () ->
            orphans(look(collector)) == 0
                && look(collector).value(SofficeMetrics.PROCESSES, "defunct") == 0);
  }

  @Test
  void aMemoryHogIsOverMemoryThenKilledAndCountedThoughItsContainerIsGone() throws Exception {
    String soffice = sofficeOf("/usr/bin/perl");
    SofficeCollector collector = collector(NEVER, 900);
    look(collector);
    Path more = data.resolve("more");
    run(
        "100m",
        "timeout 60s "
            + soffice
            + " -e 'vec($x, 93e6, 8) = 1; select undef, undef, undef, 0.1 until -e \"/data/more\";"
            + " vec($y, 93e6, 8) = 1; sleep 60'; exit $?");
    RealProcesses.await(
        SOON,
        "near the container's limit, though far from ours",
        () -> look(collector).value(SofficeMetrics.PROCESSES, "over_memory") == 1);
    assertThat(look(collector).value(SofficeMetrics.OOM_KILLS)).isZero();
    Files.createFile(more);
    RealProcesses.await(SOON, "killed", () -> look(collector).value(SofficeMetrics.OOM_KILLS) == 1);
    RealProcesses.await(SOON, "gone", () -> look(collector).value(SofficeMetrics.CONVERSIONS) == 0);
    // Which class it had last is a race: the kernel takes the memory back before the process ends.
    Samples after = look(collector);
    assertThat(
            after.value(SofficeMetrics.FINISHED, "over_memory")
                + after.value(SofficeMetrics.FINISHED, "running"))
        .isEqualTo(1);
    assertThat(look(collector).value(SofficeMetrics.OOM_KILLS)).isEqualTo(1);
  }

  private static double orphans(Samples samples) {
    return samples.value(SofficeMetrics.PROCESSES, "orphan_container");
  }

  private static void endContainer() {
    docker
        .client("ps", "-q")
        .runFor("list containers")
        .out()
        .lines()
        .forEach(id -> docker.client("kill", id).runFor("end a container"));
  }
}
