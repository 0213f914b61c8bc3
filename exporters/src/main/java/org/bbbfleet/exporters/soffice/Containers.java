package org.bbbfleet.exporters.soffice;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bbbfleet.exporters.proc.Cgroup;
import org.bbbfleet.exporters.proc.Proc;
import org.bbbfleet.exporters.proc.ProcessTable;
import org.bbbfleet.exporters.proc.Processes;

/**
 * BigBlueButton's containers of one conversion each, found without asking Docker: by the control
 * groups of what runs in them. {@code convert-local.sh} starts them by {@code docker run --rm -v
 * /tmp/…/tmp.X/:/data/ bbb-soffice sh -c "timeout 060s /usr/bin/soffice …"} and waits.
 */
final class Containers {
  /** Who may be a container's first process while no LibreOffice runs in it, or not any more. */
  private static final Set<String> STARTERS =
      Set.of("sh", "dash", "bash", "timeout", "tini", "docker-init");

  /** A line of mountinfo (proc(5)): the source's path within its file system, and /data. */
  private static final Pattern DATA = Pattern.compile("(?m)^\\S+ \\S+ \\S+ (/\\S*[^/\\s]) /data ");

  private static final int MAX_DEPTH = 16;
  private static final int LOOKS_WITHOUT_CLIENT = 2;

  private final ProcessTable table;
  private final SofficeLimits limits;
  private Map<String, Container> known = new HashMap<>();
  private Set<Proc.Id> strangers = new HashSet<>();
  private Map<Proc.Id, String> clients = new HashMap<>();

  Containers(ProcessTable table, SofficeLimits limits) {
    this.table = table;
    this.limits = limits;
  }

  /** A container: its first process, and who waits for it. */
  private static final class Container {
    private final Proc.Id first;
    private final Optional<String> directory;
    private boolean service;
    private boolean awaited;
    private int looksWithoutClient;

    private Container(Proc.Id first, Optional<String> directory) {
      this.first = first;
      this.directory = directory;
    }

    private void lookFor(Collection<String> clients) {
      boolean found =
          directory.isPresent()
              && clients.stream()
                  .anyMatch(
                      c -> c.contains(directory.get() + "/") || c.contains(directory.get() + ":"));
      awaited |= found;
      looksWithoutClient = found || !awaited ? 0 : looksWithoutClient + 1;
    }
  }

  /**
   * What a look found.
   *
   * @param first the first process of each container of a conversion
   * @param orphans those of them whose container converts for nobody
   */
  record Found(List<Proc> first, Set<Proc.Id> orphans) {}

  Found look(Processes processes, Collection<Proc> watched, Map<Proc.Id, Course> courses) {
    Map<String, Container> next = new HashMap<>();
    known.forEach(
        (id, container) -> {
          if (alive(processes, container.first).isPresent()) {
            next.put(id, container);
          }
        });
    for (Proc proc : watched) {
      Course course = courses.get(proc.id());
      // The dead count too: a first process that doesn't reap may have no other child.
      if (course != null) {
        Optional<String> id = course.surroundings().container();
        id.map(c -> next.computeIfAbsent(c, k -> open(proc, k, processes)))
            .ifPresent(c -> c.service |= course.surroundings().service());
      }
    }
    starters(processes, watched, next);
    lookForClients(processes, next.values());
    known = next;
    return found(processes);
  }

  private Found found(Processes processes) {
    List<Proc> first = new ArrayList<>();
    Set<Proc.Id> orphans = new HashSet<>();
    for (Container container : known.values()) {
      Optional<Proc> proc = alive(processes, container.first).filter(p -> !container.service);
      proc.ifPresent(first::add);
      boolean tooOld = proc.filter(p -> old(processes.age(p))).isPresent();
      if (tooOld || container.looksWithoutClient >= LOOKS_WITHOUT_CLIENT) {
        orphans.add(container.first);
      }
    }
    return new Found(first, orphans);
  }

  private boolean old(Duration age) {
    return age.compareTo(limits.stuck()) >= 0;
  }

  /** Containers in which no LibreOffice runs at this moment; each starter is asked once. */
  private void starters(
      Processes processes, Collection<Proc> watched, Map<String, Container> next) {
    Set<Proc.Id> asked = new HashSet<>();
    for (Proc proc : watched) {
      if (!STARTERS.contains(proc.comm()) || proc.dead()) {
        continue;
      }
      if (!strangers.contains(proc.id())) {
        Optional<String> id =
            table
                .small(proc, "cmdline")
                .filter(line -> line.contains("soffice"))
                .flatMap(line -> container(proc));
        id.ifPresent(c -> next.computeIfAbsent(c, k -> open(proc, k, processes)));
      }
      asked.add(proc.id());
    }
    strangers = asked;
  }

  private void lookForClients(Processes processes, Collection<Container> containers) {
    Map<Proc.Id, String> next = new HashMap<>();
    if (!containers.isEmpty()) {
      for (Proc proc : processes.all()) {
        if (proc.comm().equals("docker") && !proc.dead()) {
          String line = clients.get(proc.id());
          next.put(proc.id(), line != null ? line : table.small(proc, "cmdline").orElse(""));
        }
      }
    }
    clients = next;
    containers.forEach(c -> c.lookFor(clients.values()));
  }

  private Container open(Proc proc, String id, Processes processes) {
    Proc first = proc;
    for (int depth = 0; depth < MAX_DEPTH; depth++) {
      Optional<Proc> parent = processes.find(first.ppid());
      if (parent.flatMap(this::container).filter(id::equals).isEmpty()) {
        break;
      }
      first = parent.get();
    }
    Optional<String> directory =
        table
            .small(first, "mountinfo")
            .map(DATA::matcher)
            .filter(Matcher::find)
            .map(m -> m.group(1));
    return new Container(first.id(), directory);
  }

  private Optional<String> container(Proc proc) {
    return table.cgroup(proc).flatMap(Cgroup::container);
  }

  private static Optional<Proc> alive(Processes processes, Proc.Id id) {
    return processes.find(id.pid()).filter(p -> p.id().equals(id) && !p.dead());
  }
}
