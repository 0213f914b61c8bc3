package org.bbbfleet.exporters.soffice;

import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;
import org.bbbfleet.exporters.proc.Cgroup;
import org.bbbfleet.exporters.proc.MemoryGroup;
import org.bbbfleet.exporters.proc.Proc;
import org.bbbfleet.exporters.proc.ProcessTable;
import org.bbbfleet.exporters.proc.Processes;

/**
 * What does not change while a process of LibreOffice lives, asked once.
 *
 * @param service whether it was started to wait for conversions ({@code --accept}) for ever
 * @param container the id of its container
 * @param memory the control group that limits its memory
 * @param memoryLimit that group's limit in bytes
 * @param conversion what tells its conversion from others: the container, else the topmost process
 *     of LibreOffice, because soffice starts oosplash, and that soffice.bin, sometimes twice
 */
record Surroundings(
    boolean service,
    Optional<String> container,
    Optional<MemoryGroup> memory,
    OptionalLong memoryLimit,
    String conversion) {
  private static final int MAX_DEPTH = 8;

  static Surroundings of(Proc proc, Processes processes, ProcessTable table, Path root) {
    String groups = table.small(proc, "cgroup").orElse("");
    Optional<String> container = Cgroup.parse(groups).container();
    Optional<MemoryGroup> memory = MemoryGroup.of(root, groups);
    return new Surroundings(
        isService(proc, table),
        container,
        memory,
        memory.map(MemoryGroup::limitBytes).orElse(OptionalLong.empty()),
        container.orElseGet(() -> top(proc, processes)));
  }

  /** The dead have no command line any more; to them it makes no difference. */
  private static boolean isService(Proc proc, ProcessTable table) {
    return table
        .small(proc, "cmdline")
        .filter(line -> line.contains("\0--accept=") || line.contains("\0-accept="))
        .isPresent();
  }

  private static String top(Proc proc, Processes processes) {
    Proc top = proc;
    for (int depth = 0; depth < MAX_DEPTH; depth++) {
      Optional<Proc> parent = processes.find(top.ppid());
      if (parent.isEmpty() || parent.get().dead() || !Office.is(parent.get())) {
        break;
      }
      top = parent.get();
    }
    return top.pid() + "-" + top.startTicks();
  }
}
