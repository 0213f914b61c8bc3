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
