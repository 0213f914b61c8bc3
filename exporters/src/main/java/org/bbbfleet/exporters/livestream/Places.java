package org.bbbfleet.exporters.livestream;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bbbfleet.exporters.docker.Container;
import org.bbbfleet.exporters.proc.Cgroup;
import org.bbbfleet.exporters.proc.Proc;
import org.bbbfleet.exporters.proc.ProcessTable;
import org.bbbfleet.exporters.proc.Processes;

/**
 * Sorts processes into livestream workers, by control group and never by command line: what one
 * says of itself there, anybody can say.
 *
 * <p>A worker is a unit {@code PREFIX<id>.service}, or a container that runs the tools of a worker.
 * The two are one worker when the container records to {@code /var/bbb-stream/<id>}, which its
 * mounts show: a unit that starts a container holds nothing but Docker's client. Where no service
 * manager runs, the configuration names a worker's main process, which is one with all below it;
 * nothing else is looked at then.
 */
final class Places {
  /** Programs that nothing but a livestream worker runs in a container. */
  private static final Set<String> SIGNS = Set.of("Xvfb", "xvfb-run", "startStream.sh");

  /**
   * A line of mountinfo (proc(5)): the source's path within its file system, and {@code /video}.
   */
  private static final Pattern RECORDINGS =
      Pattern.compile("(?m)^\\S+ \\S+ \\S+ \\S*/bbb-stream/([^/\\s]+) /video ");

  private static final int SHORT_ID = 12;
  private static final int MAX_NAME = 64;
  private static final int KTHREADD = 2;

  private final ProcessTable table;
  private final LivestreamOptions options;
  private Map<Seen, Cgroup> groups = new HashMap<>();
  private Map<String, String> containerNames = new HashMap<>();

  Places(ProcessTable table, LivestreamOptions options) {
    this.table = table;
    this.options = options;
  }

  /** A process under one name: systemd moves a child to its group before it takes its own name. */
  private record Seen(Proc.Id id, String comm) {}

  /**
   * The living processes of each place.
   *
   * @param told what Docker says of its containers, if it was asked
   */
  Map<Place, List<Proc>> sort(Processes processes, List<Container> told) {
    Map<Seen, Cgroup> nextGroups = new HashMap<>();
    Map<String, List<Proc>> containers = new HashMap<>();
    Map<Place, List<Proc>> places = new HashMap<>();
    if (!options.processes().isEmpty()) {
      named(processes, places);
      return places;
    }
    for (Proc proc : processes.all()) {
      if (proc.dead() || proc.pid() == KTHREADD || proc.ppid() == KTHREADD) {
        continue;
      }
      Seen seen = new Seen(proc.id(), proc.comm());
      Cgroup known = groups.get(seen);
      Cgroup group = known != null ? known : table.cgroup(proc.pid()).orElse(Cgroup.NONE);
      nextGroups.put(seen, group);
      if (group.container().isPresent()) {
        containers.computeIfAbsent(group.container().get(), c -> new ArrayList<>()).add(proc);
      } else {
        unitPlace(group)
            .ifPresent(p -> places.computeIfAbsent(p, k -> new ArrayList<>()).add(proc));
      }
    }
    groups = nextGroups;
    Map<String, String> nextNames = new HashMap<>();
    containers.forEach(
        (id, procs) ->
            containerName(id, procs, told)
                .ifPresent(
                    name -> {
                      nextNames.put(id, name);
                      places.put(new Place(name, Optional.empty(), Optional.of(id)), procs);
                    }));
    containerNames = nextNames;
    return places;
  }

  /** The workers whose main process the configuration names. */
  private void named(Processes processes, Map<Place, List<Proc>> places) {
    options
        .processes()
        .forEach(
            (name, file) -> {
              Place place = new Place(safe(name), Optional.empty(), Optional.empty());
              for (Proc proc : file.find(processes).map(processes::tree).orElse(List.of())) {
                if (!proc.dead()) {
                  places.computeIfAbsent(place, p -> new ArrayList<>()).add(proc);
                }
              }
            });
  }

  private Optional<Place> unitPlace(Cgroup group) {
    return group
        .unit()
        .filter(unit -> unit.startsWith(options.unitPrefix()))
        .map(
            unit -> {
              String id =
                  unit.substring(
                      options.unitPrefix().length(), unit.length() - ".service".length());
              return new Place(safe(id), Optional.of(unit), Optional.empty());
            });
  }

  /** The name of the worker in a container; empty when it isn't one. */
  private Optional<String> containerName(String id, List<Proc> procs, List<Container> told) {
    String known = containerNames.get(id);
    if (known != null) {
      return Optional.of(known);
    }
    Optional<String> mapped = mapped(id);
    if (mapped.isPresent()) {
      return mapped;
    }
    Optional<Container> container =
        told.stream().filter(c -> c.id().equals(id) && c.meeting().isPresent()).findFirst();
    if (container.isPresent()) {
      return Optional.of(name(container.get()));
    }
    if (procs.stream().noneMatch(p -> SIGNS.contains(p.comm()))) {
      return Optional.empty();
    }
    Optional<String> mounts = table.small(procs.get(0).pid(), "mountinfo");
    Matcher m = RECORDINGS.matcher(mounts.orElse(""));
    return Optional.of(m.find() ? safe(m.group(1)) : id.substring(0, SHORT_ID));
  }

  /** The operator's name for a container. */
  private Optional<String> mapped(String id) {
    return options.containers().entrySet().stream()
        .filter(entry -> id.startsWith(entry.getKey()))
        .findFirst()
        .map(entry -> safe(entry.getValue()));
  }

  /** The name of the worker in a container that Docker told of: the same as its processes give. */
  String name(Container container) {
    return mapped(container.id())
        .or(
            () ->
                container
                    .recordings()
                    .map(Path::of)
                    .filter(path -> path.getParent() != null)
                    .filter(path -> path.getParent().endsWith("bbb-stream"))
                    .map(path -> safe(path.getFileName().toString())))
        .orElse(container.id().substring(0, SHORT_ID));
  }

  /** A name that fits a label: short and printable; another one becomes a hash of itself. */
  static String safe(String name) {
    boolean plain =
        !name.isEmpty()
            && name.length() <= MAX_NAME
            && name.codePoints().allMatch(c -> c > ' ' && c < 0x7f);
    if (plain) {
      return name;
    }
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(name.getBytes(StandardCharsets.UTF_8));
      return "worker-" + HexFormat.of().formatHex(hash, 0, SHORT_ID / 2);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Java has no SHA-256", e);
    }
  }
}
