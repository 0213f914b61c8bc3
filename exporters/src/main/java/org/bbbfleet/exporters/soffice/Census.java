package org.bbbfleet.exporters.soffice;

import java.time.Duration;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.bbbfleet.core.metrics.Samples;
import org.bbbfleet.exporters.proc.MemoryGroup;
import org.bbbfleet.exporters.proc.Proc;

/** What one look counts. */
final class Census {
  private final Map<SofficeClass, Integer> counts = new EnumMap<>(SofficeClass.class);
  private final Map<SofficeClass, Duration> oldest = new EnumMap<>(SofficeClass.class);
  private final Set<Integer> deafParents = new HashSet<>();
  private final Map<String, SofficeClass> conversions = new HashMap<>();
  private final Map<MemoryGroup, OomKills.Inhabitants> groups = new HashMap<>();
  private long resident;
  private long residentMax;
  private int services;
  private int servicesAtWork;

  /** A process of LibreOffice. */
  void office(Proc proc, SofficeClass kind, Duration age, Course course) {
    count(kind, age);
    if (kind == SofficeClass.DEFUNCT) {
      deafParents.add(proc.ppid());
    }
    resident += proc.rssBytes();
    residentMax = Math.max(residentMax, proc.rssBytes());
    if (proc.dead()) {
      return;
    }
    Surroundings place = course.surroundings();
    int workers = Office.isWorker(proc) ? 1 : 0;
    place
        .memory()
        .ifPresent(
            group ->
                groups.merge(
                    group,
                    new OomKills.Inhabitants(
                        workers, place.memoryLimit().isPresent(), place.container().isPresent()),
                    OomKills.Inhabitants::and));
    if (place.service()) {
      services += workers;
      servicesAtWork += course.atWork() ? workers : 0;
    } else {
      conversions.merge(place.conversion(), kind, Census::worse);
    }
  }

  /** The first process of a container, where it isn't LibreOffice's own. */
  void starter(Duration age) {
    count(SofficeClass.ORPHAN_CONTAINER, age);
  }

  private void count(SofficeClass kind, Duration age) {
    counts.merge(kind, 1, Integer::sum);
    oldest.merge(kind, age, (a, b) -> a.compareTo(b) >= 0 ? a : b);
  }

  private static SofficeClass worse(SofficeClass a, SofficeClass b) {
    return a == SofficeClass.RUNNING ? b : a;
  }

  /** The conversions that run, each with the class of the process that is not well in it. */
  Map<String, SofficeClass> conversions() {
    return conversions;
  }

  /** The memory groups in which LibreOffice lives. */
  Map<MemoryGroup, OomKills.Inhabitants> groups() {
    return groups;
  }

  int services() {
    return services;
  }

  int servicesAtWork() {
    return servicesAtWork;
  }

  void put(Samples samples) {
    for (SofficeClass kind : SofficeClass.values()) {
      samples.put(SofficeMetrics.PROCESSES, counts.getOrDefault(kind, 0), kind.label());
      Duration age = oldest.getOrDefault(kind, Duration.ZERO);
      samples.put(SofficeMetrics.OLDEST_AGE, age.toMillis() / 1000.0, kind.label());
    }
    samples
        .put(SofficeMetrics.DEFUNCT_PARENTS, deafParents.size())
        .put(SofficeMetrics.CONVERSIONS, conversions.size())
        .put(SofficeMetrics.SERVICES, services)
        .put(SofficeMetrics.RESIDENT, resident)
        .put(SofficeMetrics.RESIDENT_MAX, residentMax);
  }
}
