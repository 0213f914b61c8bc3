package org.bbbfleet.exporters.soffice;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.bbbfleet.core.metrics.Samples;
import org.bbbfleet.exporters.proc.Cgroup;
import org.bbbfleet.exporters.proc.Proc;
import org.bbbfleet.exporters.proc.ProcessTable;
import org.bbbfleet.exporters.proc.Processes;

/** Whose children the processes are, by class. */
final class Parents {
  private static final int MAX_SERIES = 64;

  private final ProcessTable table;
  private final Set<Series> known = new HashSet<>();
  private Map<Series, Integer> counts = new HashMap<>();

  Parents(ProcessTable table) {
    this.table = table;
  }

  /** The values of the labels of {@link SofficeMetrics#PROCESSES_BY_PARENT}. */
  private record Series(SofficeClass kind, ParentKind parent, String unit) {}

  /** Begins a look. */
  void clear() {
    counts = new HashMap<>();
  }

  void count(SofficeClass kind, Proc proc, Processes processes) {
    counts.merge(series(kind, proc, processes), 1, Integer::sum);
  }

  private Series series(SofficeClass kind, Proc proc, Processes processes) {
    if (kind == SofficeClass.ORPHAN_CONTAINER) {
      // Its parent is Docker's and healthy; what has to go is the container.
      return new Series(kind, ParentKind.CONTAINER, "");
    }
    boolean orphan = proc.ppid() <= 1;
    // What process 1 started belongs to a service of its own.
    Optional<Proc> asked = orphan ? Optional.of(proc) : processes.find(proc.ppid());
    Cgroup group = asked.flatMap(table::cgroup).orElse(Cgroup.NONE);
    Optional<String> unit = group.container().isPresent() ? Optional.empty() : group.unit();
    return new Series(kind, kind(orphan, group), unit.orElse(""));
  }

  private static ParentKind kind(boolean orphan, Cgroup group) {
    if (orphan) {
      return ParentKind.INIT;
    }
    if (group.container().isPresent()) {
      return ParentKind.CONTAINER;
    }
    if (group.unit().isEmpty()) {
      return ParentKind.OTHER;
    }
    return group.unit().get().equals("bbb-web.service") ? ParentKind.BBB_WEB : ParentKind.SERVICE;
  }

  /** What was counted, and 0 for what was there at an earlier look. */
  void put(Samples samples) {
    if (known.size() + counts.size() > MAX_SERIES) {
      known.clear();
    }
    counts.keySet().stream().limit(MAX_SERIES).forEach(known::add);
    for (Series s : known) {
      samples.put(
          SofficeMetrics.PROCESSES_BY_PARENT,
          counts.getOrDefault(s, 0),
          s.kind().label(),
          s.parent().label(),
          s.unit());
    }
  }
}
