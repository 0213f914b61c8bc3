package org.bbbfleet.exporters.soffice;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import org.bbbfleet.core.metrics.Samples;
import org.bbbfleet.exporters.Collector;
import org.bbbfleet.exporters.proc.MemoryGroup;
import org.bbbfleet.exporters.proc.PidFile;
import org.bbbfleet.exporters.proc.Proc;
import org.bbbfleet.exporters.proc.ProcessTable;
import org.bbbfleet.exporters.proc.Processes;

/** Looks at all processes of LibreOffice and remembers their courses between two looks. */
final class SofficeCollector implements Collector {
  private final Vertx vertx;
  private final Path root;
  private final ProcessTable table;
  private final SofficeLimits limits;
  private final List<PidFile> below;
  private final Slots slots;
  private final Containers containers;
  private final Parents parents;
  private final Conversions conversions = new Conversions();
  private final OomKills oomKills = new OomKills();
  private Map<Proc.Id, Course> courses = new HashMap<>();
  private boolean first = true;
  private long started;
  private long cpuTicks;

  /**
   * A collector for a host.
   *
   * @param root the host's root directory
   * @param below if there are any, only what descends from these processes counts
   */
  SofficeCollector(
      Vertx vertx, Path root, SofficeLimits limits, OptionalInt slots, List<PidFile> below) {
    this.vertx = vertx;
    this.root = root;
    this.table = new ProcessTable(root);
    this.limits = limits;
    this.below = List.copyOf(below);
    this.slots = new Slots(root, slots);
    this.containers = new Containers(table, limits);
    this.parents = new Parents(table);
  }

  @Override
  public Future<Samples> collect() {
    return vertx.executeBlocking(this::look);
  }

  /** One look; synchronized because one that overran its deadline may still be at it. */
  synchronized Samples look() throws IOException {
    Processes processes = table.read();
    Collection<Proc> watched = watched(processes);
    follow(watched, processes);
    Containers.Found found = containers.look(processes, watched, courses);
    Census census = count(watched, processes, found);
    conversions.look(census.conversions());
    oomKills.look(hostKills(), census.groups());
    first = false;
    Samples samples = new Samples();
    census.put(samples);
    parents.put(samples);
    putContainers(samples, processes, found);
    putSlots(samples, census);
    conversions
        .finished()
        .forEach((kind, count) -> samples.put(SofficeMetrics.FINISHED, count, kind.label()));
    oomKills.total().ifPresent(kills -> samples.put(SofficeMetrics.OOM_KILLS, kills));
    return samples
        .put(SofficeMetrics.STARTED, started)
        .put(SofficeMetrics.CPU, (double) cpuTicks / ProcessTable.TICKS_PER_SECOND);
  }

  private Collection<Proc> watched(Processes processes) {
    return below.isEmpty()
        ? processes.all()
        : below.stream()
            .flatMap(file -> file.find(processes).stream())
            .flatMap(top -> processes.tree(top).stream())
            .collect(Collectors.toSet());
  }

  private void follow(Collection<Proc> watched, Processes processes) {
    Map<Proc.Id, Course> next = new HashMap<>();
    for (Proc proc : watched) {
      if (Office.is(proc)) {
        next.put(proc.id(), course(proc, processes));
      }
    }
    courses = next;
  }

  private Course course(Proc proc, Processes processes) {
    Course course = courses.get(proc.id());
    if (course == null) {
      if (!first) {
        cpuTicks += proc.cpuTicks();
        started += Office.isWorker(proc) ? 1 : 0;
      }
      return new Course(proc, Surroundings.of(proc, processes, table, root), processes.uptime());
    }
    cpuTicks += course.update(proc, processes.uptime());
    return course;
  }

  private Census count(Collection<Proc> watched, Processes processes, Containers.Found found) {
    Census census = new Census();
    parents.clear();
    for (Proc proc : watched) {
      Course course = courses.get(proc.id());
      boolean orphan = found.orphans().contains(proc.id());
      Duration age = processes.age(proc);
      if (course != null) {
        SofficeClass kind =
            orphan ? SofficeClass.ORPHAN_CONTAINER : course.classify(proc, age, limits);
        census.office(proc, kind, age, course);
        parents.count(kind, proc, processes);
      } else if (orphan) {
        census.starter(age);
        parents.count(SofficeClass.ORPHAN_CONTAINER, proc, processes);
      }
    }
    return census;
  }

  private static void putContainers(Samples samples, Processes processes, Containers.Found found) {
    double oldest = 0;
    int orphans = 0;
    for (Proc proc : found.first()) {
      oldest = Math.max(oldest, processes.age(proc).toMillis() / 1000.0);
      orphans += found.orphans().contains(proc.id()) ? 1 : 0;
    }
    samples
        .put(SofficeMetrics.CONTAINERS, found.first().size() - orphans, "awaited")
        .put(SofficeMetrics.CONTAINERS, orphans, "orphan")
        .put(SofficeMetrics.CONTAINER_AGE, oldest);
  }

  private void putSlots(Samples samples, Census census) {
    boolean services = census.services() > 0;
    samples.put(
        SofficeMetrics.SLOTS_USED, services ? census.servicesAtWork() : conversions.count());
    OptionalInt there = services ? OptionalInt.of(census.services()) : slots.find();
    there.ifPresent(n -> samples.put(SofficeMetrics.SLOTS, n));
  }

  private OptionalLong hostKills() {
    return table
        .host("vmstat")
        .map(text -> MemoryGroup.counter(text, "oom_kill"))
        .orElse(OptionalLong.empty());
  }
}
