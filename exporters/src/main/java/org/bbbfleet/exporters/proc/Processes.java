package org.bbbfleet.exporters.proc;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The process table as one pass saw it. Not atomic: a process may have ended, and its number been
 * given away, between two lines of it.
 */
public final class Processes {
  private final Duration uptime;
  private final Map<Integer, Proc> byPid;

  Processes(Duration uptime, Map<Integer, Proc> byPid) {
    this.uptime = uptime;
    this.byPid = byPid;
  }

  /**
   * How long the host had been up when the pass began, by the kernel's boot clock: it goes on while
   * the host sleeps and nobody can set it, which makes it the clock for all intervals between
   * passes.
   */
  public Duration uptime() {
    return uptime;
  }

  /** All processes of the pass. */
  public Collection<Proc> all() {
    return Collections.unmodifiableCollection(byPid.values());
  }

  /** The process with this number, if the pass saw it. */
  public Optional<Proc> find(int pid) {
    return Optional.ofNullable(byPid.get(pid));
  }

  /** A process and everything that descends from it, as far as the parents' numbers tell. */
  public List<Proc> tree(Proc top) {
    Map<Integer, List<Proc>> children = new HashMap<>();
    byPid.values().forEach(p -> children.computeIfAbsent(p.ppid(), k -> new ArrayList<>()).add(p));
    // The pass is not atomic, so that the parents' numbers could go in a circle: none twice.
    Set<Proc> tree = new LinkedHashSet<>(Set.of(top));
    Deque<Proc> next = new ArrayDeque<>(tree);
    while (!next.isEmpty()) {
      for (Proc child : children.getOrDefault(next.remove().pid(), List.of())) {
        if (tree.add(child)) {
          next.add(child);
        }
      }
    }
    return List.copyOf(tree);
  }

  /** How long a process has been there; independent of the wall clock. */
  public Duration age(Proc proc) {
    long startMillis = proc.startTicks() * (1000L / ProcessTable.TICKS_PER_SECOND);
    Duration age = uptime.minusMillis(startMillis);
    return age.isNegative() ? Duration.ZERO : age;
  }
}
