package org.bbbfleet.exporters.soffice;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.bbbfleet.core.metrics.Samples;
import org.bbbfleet.exporters.Collector;
import org.bbbfleet.exporters.proc.Cgroup;
import org.bbbfleet.exporters.proc.PidFile;
import org.bbbfleet.exporters.proc.Proc;
import org.bbbfleet.exporters.proc.ProcessTable;
import org.bbbfleet.exporters.proc.Processes;

/** Looks at all processes of LibreOffice and remembers their courses between two looks. */
final class SofficeCollector implements Collector {
  private static final Set<String> NAMES = Set.of("soffice.bin", "soffice", "oosplash");
  private static final int MAX_PARENTS = 64;

  private final Vertx vertx;
  private final ProcessTable table;
  private final SofficeLimits limits;
  private final List<PidFile> below;
  private Map<Proc.Id, Course> courses = new HashMap<>();
  private final Set<Parent> knownParents = new HashSet<>();
  private boolean first = true;
  private long started;
  private long cpuTicks;

  SofficeCollector(Vertx vertx, ProcessTable table, SofficeLimits limits) {
    this(vertx, table, limits, List.of());
  }

  SofficeCollector(Vertx vertx, ProcessTable table, SofficeLimits limits, List<PidFile> below) {
    this.vertx = vertx;
    this.table = table;
    this.limits = limits;
    this.below = List.copyOf(below);
  }

  /** The values of the labels of {@link SofficeMetrics#PROCESSES_BY_PARENT}. */
  private record Parent(SofficeClass kind, ParentKind parent, String unit) {}

  @Override
  public Future<Samples> collect() {
    return vertx.executeBlocking(this::look);
  }

  /** One look; synchronized because one that overran its deadline may still be at it. */
  synchronized Samples look() throws IOException {
    Processes processes = table.read();
    Map<Proc.Id, Course> next = new HashMap<>();
    Map<SofficeClass, Integer> counts = new EnumMap<>(SofficeClass.class);
    Map<SofficeClass, Duration> oldest = new EnumMap<>(SofficeClass.class);
    Map<Parent, Integer> byParent = new HashMap<>();
    Set<Integer> deafParents = new HashSet<>();
    long resident = 0;
    long residentMax = 0;
    int conversions = 0;
    int services = 0;
    for (Proc proc : watched(processes)) {
      if (!NAMES.contains(proc.comm())) {
        continue;
      }
      Course course = follow(proc, processes.uptime());
      next.put(proc.id(), course);
      Duration age = processes.age(proc);
      SofficeClass kind = course.classify(proc, age, limits);
      counts.merge(kind, 1, Integer::sum);
      oldest.merge(kind, age, (a, b) -> a.compareTo(b) >= 0 ? a : b);
      byParent.merge(parent(kind, proc), 1, Integer::sum);
      if (kind == SofficeClass.DEFUNCT) {
        deafParents.add(proc.ppid());
      }
      resident += proc.rssBytes();
      residentMax = Math.max(residentMax, proc.rssBytes());
      if (proc.comm().equals("soffice.bin") && !proc.dead()) {
        conversions += course.service() ? 0 : 1;
        services += course.service() ? 1 : 0;
      }
    }
    courses = next;
    first = false;
    Samples samples = new Samples();
    for (SofficeClass kind : SofficeClass.values()) {
      samples.put(SofficeMetrics.PROCESSES, counts.getOrDefault(kind, 0), kind.label());
      Duration age = oldest.getOrDefault(kind, Duration.ZERO);
      samples.put(SofficeMetrics.OLDEST_AGE, age.toMillis() / 1000.0, kind.label());
    }
    putParents(samples, byParent);
    return samples
        .put(SofficeMetrics.DEFUNCT_PARENTS, deafParents.size())
        .put(SofficeMetrics.CONVERSIONS, conversions)
        .put(SofficeMetrics.SERVICES, services)
        .put(SofficeMetrics.STARTED, started)
        .put(SofficeMetrics.CPU, (double) cpuTicks / ProcessTable.TICKS_PER_SECOND)
        .put(SofficeMetrics.RESIDENT, resident)
        .put(SofficeMetrics.RESIDENT_MAX, residentMax);
  }

  private Collection<Proc> watched(Processes processes) {
    return below.isEmpty()
        ? processes.all()
        : below.stream()
            .flatMap(file -> file.find(processes).stream())
            .flatMap(top -> processes.tree(top).stream())
            .collect(Collectors.toSet());
  }

  private Course follow(Proc proc, Duration now) {
    Course course = courses.get(proc.id());
    if (course == null) {
      if (!first) {
        cpuTicks += proc.cpuTicks();
        started += proc.comm().equals("soffice.bin") ? 1 : 0;
      }
      return new Course(proc, isService(proc), now);
    }
    cpuTicks += course.update(proc, now);
    return course;
  }

  /** Whether it was started to wait for conversions; the dead have no command line any more. */
  private boolean isService(Proc proc) {
    return table
        .small(proc.pid(), "cmdline")
        .filter(line -> line.contains("\0--accept=") || line.contains("\0-accept="))
        .isPresent();
  }

  private Parent parent(SofficeClass kind, Proc proc) {
    boolean orphan = proc.ppid() <= 1;
    // What process 1 started belongs to a service of its own.
    Cgroup group = table.cgroup(orphan ? proc.pid() : proc.ppid()).orElse(Cgroup.NONE);
    Optional<String> unit = group.container().isPresent() ? Optional.empty() : group.unit();
    return new Parent(kind, kind(orphan, group), unit.orElse(""));
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

  private void putParents(Samples samples, Map<Parent, Integer> byParent) {
    if (knownParents.size() + byParent.size() > MAX_PARENTS) {
      knownParents.clear();
    }
    byParent.keySet().stream().limit(MAX_PARENTS).forEach(knownParents::add);
    for (Parent p : knownParents) {
      samples.put(
          SofficeMetrics.PROCESSES_BY_PARENT,
          byParent.getOrDefault(p, 0),
          p.kind().label(),
          p.parent().label(),
          p.unit());
    }
  }
}
