package org.bbbfleet.exporters.proc;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The files are as Linux 6.18 writes them under cgroup v1, and as its documentation has v2. */
final class MemoryGroupTest {
  private static final String ID = "0123456789abcdef".repeat(4);
  private static final String V1 =
      "9:name=systemd:/\n5:memory:/docker/" + ID + "\n2:cpu,cpuacct:/docker/" + ID + "\n0::/\n";
  private static final String V2 = "0::/system.slice/docker-" + ID + ".scope\n";

  @TempDir Path root;

  private void file(String name, String text) throws Exception {
    Path file = root.resolve("sys/fs/cgroup").resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  @Test
  void theFirstVersionHasAHierarchyOfItsOwn() throws Exception {
    file(
        "memory/docker/" + ID + "/memory.oom_control",
        "oom_kill_disable 0\nunder_oom 0\noom_kill 2\n");
    file("memory/docker/" + ID + "/memory.limit_in_bytes", "1073741824\n");
    MemoryGroup group = MemoryGroup.of(root, V1).orElseThrow();
    assertThat(group.unified()).isFalse();
    assertThat(group.oomKills()).isEqualTo(OptionalLong.of(2));
    assertThat(group.limitBytes()).isEqualTo(OptionalLong.of(1 << 30));
  }

  @Test
  void theFirstVersionsLargestNumberIsNoLimit() throws Exception {
    file("memory/docker/" + ID + "/memory.limit_in_bytes", "9223372036854771712\n");
    assertThat(MemoryGroup.of(root, V1).orElseThrow().limitBytes()).isEmpty();
  }

  @Test
  void theSecondVersionHasOneHierarchyForAll() throws Exception {
    String scope = "system.slice/docker-" + ID + ".scope/";
    file(
        scope + "memory.events",
        "low 0\nhigh 0\nmax 312\noom 4\noom_kill 3\noom_group_kill 0\nsock_throttled 0\n");
    file(scope + "memory.max", "1073741824\n");
    MemoryGroup group = MemoryGroup.of(root, V2).orElseThrow();
    assertThat(group.unified()).isTrue();
    assertThat(group.oomKills()).isEqualTo(OptionalLong.of(3));
    assertThat(group.limitBytes()).isEqualTo(OptionalLong.of(1 << 30));
    file(scope + "memory.max", "max\n");
    assertThat(group.limitBytes()).isEmpty();
  }

  @Test
  void aGroupThatIsGoneTellsNothing() {
    MemoryGroup group = MemoryGroup.of(root, V2).orElseThrow();
    assertThat(group.oomKills()).isEmpty();
    assertThat(group.limitBytes()).isEmpty();
  }

  @Test
  void nothingOutsideOfTheHierarchyIsEverRead() {
    assertThat(MemoryGroup.of(root, "5:memory:/../../../etc\n")).isEmpty();
    assertThat(MemoryGroup.of(root, "0::/../x\n")).isEmpty();
    assertThat(MemoryGroup.of(root, "0::relative\n5:cpu:/a\nnonsense\n")).isEmpty();
  }

  @Test
  void aCounterIsTheLineOfItsVeryName() {
    String text = "oom_kill_x 7\noom_kill 1\noom_kill 9\nbad -3\nhuge 99999999999999999999\n";
    assertThat(MemoryGroup.counter(text, "oom_kill")).isEqualTo(OptionalLong.of(1));
    assertThat(MemoryGroup.counter(text, "bad")).isEmpty();
    assertThat(MemoryGroup.counter(text, "huge")).isEmpty();
    assertThat(MemoryGroup.counter(text, "oom")).isEmpty();
  }
}
