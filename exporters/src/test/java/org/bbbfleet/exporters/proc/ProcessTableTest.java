package org.bbbfleet.exporters.proc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ProcessTableTest {
  @TempDir Path directory;

  @Test
  void aProcessThatVanishesWhileItIsReadIsLeftOut() throws Exception {
    ProcFixture fixture = new ProcFixture(directory).process(5, 1, "five", 'S', 1, 0);
    Files.createDirectories(directory.resolve("proc/6"));
    fixture.stat(7, "").stat(8, "8 (half");
    assertThat(new ProcessTable(directory).read().all()).extracting(Proc::pid).containsExactly(5);
  }

  @Test
  void agesComeFromTheBootClock() throws Exception {
    new ProcFixture(directory)
        .uptime(500.25)
        .process(5, 1, "old", 'S', 100, 0)
        .process(6, 1, "begun since", 'S', 501, 0);
    Processes processes = new ProcessTable(directory).read();
    assertThat(processes.age(processes.find(5).orElseThrow()))
        .isEqualTo(Duration.ofMillis(400_250));
    assertThat(processes.age(processes.find(6).orElseThrow())).isZero();
  }

  @Test
  void whatIsReadOfAProcessIsItsOwnOrNothing() throws Exception {
    ProcFixture fixture =
        new ProcFixture(directory)
            .process(5, 1, "five", 'S', 1, 0)
            .inUnit(5, "a.service")
            .file(5, "cmdline", "five\0--secret\0");
    ProcessTable table = new ProcessTable(directory);
    Proc five = table.read().find(5).orElseThrow();
    assertThat(table.small(five, "cmdline")).contains("five\0--secret\0");
    assertThat(table.cgroup(five).flatMap(Cgroup::unit)).contains("a.service");
    fixture.process(5, 1, "five", 'S', 2, 0);
    assertThat(table.small(five, "cmdline")).as("another process by now").isEmpty();
    assertThat(table.cgroup(five)).isEmpty();
    fixture.remove(5);
    assertThat(table.small(five, "cmdline")).as("gone").isEmpty();
  }

  @Test
  void aHostsFileIsReadAndAMissingOneIsEmpty() throws Exception {
    ProcessTable table = new ProcessTable(new ProcFixture(directory).oomKills(3).root());
    assertThat(table.host("vmstat").orElseThrow()).contains("oom_kill 3\n");
    assertThat(table.host("nothing")).isEmpty();
  }

  @Test
  void withoutATableItFails() {
    ProcessTable table = new ProcessTable(directory.resolve("nowhere"));
    assertThatThrownBy(table::read).isInstanceOf(IOException.class).hasMessageContaining("uptime");
    assertThat(table.cgroup(1)).isEmpty();
  }

  @Test
  void aRealProcessIsFoundUnderItsRealName() throws Exception {
    try (RealProcesses real = new RealProcesses(directory)) {
      Path program = real.copy("/bin/sleep", "a) Z 1 (b\nc");
      Process process = real.start(program.toString(), "600");
      ProcessTable table = new ProcessTable(Path.of("/"));
      RealProcesses.await(
          Duration.ofSeconds(5),
          "the process sleeps under its name",
          () ->
              table
                  .read()
                  .find((int) process.pid())
                  .filter(p -> p.comm().equals("a) Z 1 (b\nc") && p.state() == 'S')
                  .isPresent());
      Processes processes = table.read();
      Proc proc = processes.find((int) process.pid()).orElseThrow();
      assertThat(proc.ppid()).isEqualTo((int) ProcessHandle.current().pid());
      assertThat(proc.threads()).isEqualTo(1);
      assertThat(proc.rssBytes()).isPositive();
      assertThat(processes.age(proc)).isBetween(Duration.ZERO, Duration.ofSeconds(20));
    }
  }

  @Test
  void aRealProcessThatIsNotReapedIsDefunct() throws Exception {
    try (RealProcesses real = new RealProcesses(directory)) {
      Process parent = real.start("sh", "-c", "true & exec sleep 600");
      ProcessTable table = new ProcessTable(Path.of("/"));
      RealProcesses.await(
          Duration.ofSeconds(5),
          "a defunct child",
          () ->
              table.read().all().stream()
                  .anyMatch(p -> p.ppid() == parent.pid() && p.defunct() && p.rssBytes() == 0));
      parent.destroy();
      assertThat(parent.waitFor(5, TimeUnit.SECONDS)).isTrue();
    }
  }
}
