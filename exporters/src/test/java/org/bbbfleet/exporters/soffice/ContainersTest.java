package org.bbbfleet.exporters.soffice;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.bbbfleet.core.config.Section;
import org.bbbfleet.core.metrics.Samples;
import org.bbbfleet.exporters.proc.ProcFixture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** BigBlueButton's containers of one conversion, as Docker shows them in /proc. */
final class ContainersTest {
  private static final String ID = "0123456789abcdef".repeat(4);
  private static final String OTHER = "f".repeat(64);
  private static final String DIRECTORY = "/tmp/bbb-soffice-bigbluebutton/tmp.AbCdEf0123";
  private static final String SHELL =
      "sh\0-c\0timeout 060s /usr/bin/soffice -env:UserInstallation=file:///tmp/ --convert-to pdf\0";

  @TempDir Path directory;
  private ProcFixture host;
  private SofficeCollector collector;

  @BeforeEach
  void host() {
    host = new ProcFixture(directory).uptime(1000).process(1, 0, "systemd", 'S', 0, 9);
    collector =
        new SofficeCollector(
            null,
            directory,
            SofficeLimits.from(Section.of("test", Map.of())),
            OptionalInt.empty(),
            List.of());
  }

  private void client(int pid) {
    host.process(pid, 1, "docker", 'S', 989, 0)
        .file(pid, "cmdline", "docker\0run\0--rm\0-v\0" + DIRECTORY + "/:/data/\0bbb-soffice\0");
  }

  private void container(double started) {
    host.process(20, 1, "containerd-shim", 'S', started, 0).inUnit(20, "docker.service");
    host.process(21, 20, "sh", 'S', started, 0).inContainer(21, ID).file(21, "cmdline", SHELL);
    host.file(
        21,
        "mountinfo",
        "1 0 0:5 / / ro - overlay overlay ro\n"
            + "2 1 254:1 "
            + DIRECTORY
            + " /data rw,relatime - ext4 /dev/vda rw\n");
    host.process(22, 21, "timeout", 'S', started, 0).inContainer(22, ID);
    host.process(23, 22, "oosplash", 'S', started, 0).inContainer(23, ID);
    host.process(24, 23, "soffice.bin", 'R', started, 1).inContainer(24, ID);
  }

  private static double containers(Samples samples, String state) {
    return samples.value(SofficeMetrics.CONTAINERS, state);
  }

  private static double orphans(Samples samples) {
    return samples.value(SofficeMetrics.PROCESSES, "orphan_container");
  }

  @Test
  void aContainerIsOneConversion() throws Exception {
    client(19);
    container(990);
    Samples samples = collector.look();
    assertThat(containers(samples, "awaited")).isEqualTo(1);
    assertThat(containers(samples, "orphan")).isZero();
    assertThat(samples.value(SofficeMetrics.CONTAINER_AGE)).isEqualTo(10);
    assertThat(samples.value(SofficeMetrics.CONVERSIONS)).isEqualTo(1);
    assertThat(samples.value(SofficeMetrics.PROCESSES, "running")).isEqualTo(2);
  }

  @Test
  void aContainerOlderThanAnyConversionIsAnOrphanByItsFirstProcess() throws Exception {
    client(19);
    container(700);
    Samples samples = collector.look();
    assertThat(containers(samples, "orphan")).isEqualTo(1);
    assertThat(containers(samples, "awaited")).isZero();
    assertThat(orphans(samples)).isEqualTo(1);
    assertThat(
            samples.value(SofficeMetrics.PROCESSES_BY_PARENT, "orphan_container", "container", ""))
        .isEqualTo(1);
    assertThat(samples.value(SofficeMetrics.PROCESSES, "stuck"))
        .as("what hangs in it keeps its own class")
        .isEqualTo(2);
  }

  @Test
  void aContainerWhoseClientWentAwayIsAnOrphanFromTheSecondLookOn() throws Exception {
    client(19);
    container(990);
    collector.look();
    host.remove(19);
    assertThat(orphans(collector.look())).as("they may end together").isZero();
    Samples samples = collector.look();
    assertThat(orphans(samples)).isEqualTo(1);
    assertThat(samples.value(SofficeMetrics.OLDEST_AGE, "orphan_container")).isEqualTo(10);
  }

  @Test
  void anotherConversionsClientDoesNotCount() throws Exception {
    client(19);
    container(990);
    collector.look();
    host.process(19, 1, "docker", 'S', 995, 0)
        .file(19, "cmdline", "docker\0run\0-v\0" + DIRECTORY + "X/:/data/\0bbb-soffice\0");
    collector.look();
    assertThat(orphans(collector.look())).isEqualTo(1);
  }

  @Test
  void withoutAClientEverSeenOnlyAgeTells() throws Exception {
    container(990);
    collector.look();
    collector.look();
    assertThat(orphans(collector.look())).as("converted for a remote host").isZero();
  }

  @Test
  void aContainerThatLibreOfficeHasLeftIsStillOne() throws Exception {
    container(700);
    collector.look();
    host.remove(24).remove(23);
    Samples samples = collector.look();
    assertThat(orphans(samples)).isEqualTo(1);
    assertThat(samples.value(SofficeMetrics.CONVERSIONS)).isZero();
    assertThat(samples.value(SofficeMetrics.FINISHED, "stuck")).isEqualTo(1);
    host.remove(22).remove(21);
    samples = collector.look();
    assertThat(orphans(samples)).isZero();
    assertThat(containers(samples, "orphan")).isZero();
  }

  @Test
  void anAgentThatComesTooLateForLibreOfficeKnowsTheContainerByItsStarter() throws Exception {
    container(700);
    host.remove(24).remove(23).remove(22);
    assertThat(orphans(collector.look())).isEqualTo(1);
  }

  @Test
  void aContainerOfAServiceMayBeOldAndOthersContainersAreNotOurs() throws Exception {
    host.process(31, 1, "soffice.bin", 'S', 1, 0)
        .inContainer(31, OTHER)
        .file(31, "cmdline", "soffice.bin\0--accept=socket\0");
    host.process(41, 1, "sh", 'S', 1, 0)
        .inContainer(41, "e".repeat(64))
        .file(41, "cmdline", "sh\0-c\0sleep 9999\0");
    host.process(51, 1, "sh", 'S', 1, 0).file(51, "cmdline", SHELL);
    Samples samples = collector.look();
    assertThat(containers(samples, "awaited")).isZero();
    assertThat(containers(samples, "orphan")).isZero();
    assertThat(samples.value(SofficeMetrics.SERVICES)).isEqualTo(1);
  }

  @Test
  void killsForWantOfMemoryAreCountedThoughTheContainerIsGone() throws Exception {
    host.oomKills(7);
    container(990);
    Path group = directory.resolve("sys/fs/cgroup/system.slice/docker-" + ID + ".scope");
    Files.createDirectories(group);
    Files.writeString(group.resolve("memory.max"), "1073741824\n");
    Files.writeString(group.resolve("memory.events"), "oom 0\noom_kill 0\n");
    assertThat(kills()).isZero();
    // The kernel kills, Docker cleans up, all between two looks; and another one dies elsewhere.
    host.oomKills(9).remove(24).remove(23).remove(22).remove(21);
    Files.delete(group.resolve("memory.events"));
    assertThat(kills()).isEqualTo(1);
    host.oomKills(12);
    assertThat(kills()).as("no conversion vanished").isEqualTo(1);
  }

  @Test
  void aGroupThatLivesOnSaysItselfHowManyWereKilled() throws Exception {
    host.oomKills(7);
    container(990);
    Path group = directory.resolve("sys/fs/cgroup/system.slice/docker-" + ID + ".scope");
    Files.createDirectories(group);
    Files.writeString(group.resolve("memory.events"), "oom 5\noom_kill 5\n");
    assertThat(kills()).as("what was before we came is not ours to count").isZero();
    Files.writeString(group.resolve("memory.events"), "oom 6\noom_kill 6\n");
    host.oomKills(8);
    assertThat(kills()).isEqualTo(1);
    host.remove(24).remove(23);
    Files.writeString(group.resolve("memory.events"), "oom 7\noom_kill 7\n");
    host.oomKills(9);
    assertThat(kills()).as("the last of them").isEqualTo(2);
  }

  @Test
  void whereTheKernelCountsNoKillsThereIsNoNumber() throws Exception {
    host.process(11, 1, "soffice.bin", 'R', 990, 1);
    assertThat(collector.look().series(SofficeMetrics.OOM_KILLS)).isEmpty();
  }

  private double kills() throws Exception {
    return collector.look().value(SofficeMetrics.OOM_KILLS);
  }
}
