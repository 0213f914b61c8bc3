package org.bbbfleet.exporters.proc;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A control group that looks like a systemd unit's, made by a test as root: what /proc shows of the
 * processes in it is the kernel's own work.
 */
public final class TestUnit implements AutoCloseable {
  private static final Path HYBRID = Path.of("/sys/fs/cgroup/systemd");
  private static final Path UNIFIED = Path.of("/sys/fs/cgroup");

  private final Path group;

  private TestUnit(Path group) {
    this.group = group;
  }

  /** Makes the group of a unit that nobody else has. */
  public static TestUnit create(String unit) throws IOException {
    Path top = Files.isDirectory(HYBRID) ? HYBRID : UNIFIED;
    return new TestUnit(Files.createDirectory(top.resolve(unit)));
  }

  /** The command that runs another command inside the group. */
  public List<String> inside(List<String> command) {
    List<String> wrapped = new ArrayList<>();
    wrapped.addAll(List.of("sh", "-c", "echo $$ > \"$0\" && exec \"$@\""));
    wrapped.add(group.resolve("cgroup.procs").toString());
    wrapped.addAll(command);
    return wrapped;
  }

  /** Whether no process is left in it. */
  public boolean empty() throws IOException {
    return Files.readString(group.resolve("cgroup.procs")).isBlank();
  }

  /** Removes the group; its processes must have ended. */
  @Override
  public void close() throws IOException {
    Files.delete(group);
  }
}
