package org.bbbfleet.exporters.livestream;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import org.bbbfleet.core.metrics.Samples;
import org.bbbfleet.exporters.Collector;
import org.bbbfleet.exporters.docker.Container;
import org.bbbfleet.exporters.proc.Proc;
import org.bbbfleet.exporters.proc.ProcessTable;
import org.bbbfleet.exporters.proc.Processes;

/** Looks at all livestream workers of the host. */
final class LivestreamCollector implements Collector {
  private static final int MAX_WORKERS = 200;
  private static final String BBB = "bbb";

  private final Vertx vertx;
  private final ProcessTable table;
  private final LivestreamOptions options;
  private final Places places;
  private final Traffic traffic;
  private final Managers managers;
  private final Optional<MeetingWatch> meetings;
  private final Map<String, Worker> workers = new TreeMap<>();

  LivestreamCollector(
      Vertx vertx,
      ProcessTable table,
      LivestreamOptions options,
      Traffic traffic,
      Managers managers,
      Optional<MeetingWatch> meetings) {
    this.vertx = vertx;
    this.table = table;
    this.options = options;
    this.places = new Places(table, options);
    this.traffic = traffic;
    this.managers = managers;
    this.meetings = meetings;
  }

  @Override
  public Future<Samples> collect() {
    return vertx
        .executeBlocking(this::look)
        .onSuccess(samples -> meetings.ifPresent(watch -> watch.refresh(wanted())));
  }

  /** One look; synchronized because one that overran its deadline may still be at it. */
  synchronized Samples look() throws IOException {
    Processes look = table.read();
    Duration now = look.uptime();
    Set<String> known = new HashSet<>(workers.keySet());
    options.expected().forEach(name -> known.add(Places.safe(name)));
    managers.ask(known);
    Map<String, List<Proc>> found = new TreeMap<>();
    Map<String, Container> containers = containers(known, found);
    known.forEach(name -> found.putIfAbsent(name, new ArrayList<>()));
    places
        .sort(look, managers.containers())
        .forEach(
            (place, procs) -> {
              found.computeIfAbsent(place.worker(), w -> new ArrayList<>()).addAll(procs);
              workers.computeIfAbsent(place.worker(), w -> new Worker(options, now)).foundIn(place);
            });
    found.forEach(
        (name, procs) -> {
          Worker worker = workers.computeIfAbsent(name, w -> new Worker(options, now));
          worker.identify(identity(name, procs, containers));
        });
    found.forEach(
        (name, procs) ->
            workers.get(name).update(procs, look, traffic, evidence(name, procs, containers)));
    forget(now, found);
    return samples(found, look);
  }

  /** The container of each worker; one that Docker keeps restarting may never be seen alive. */
  private Map<String, Container> containers(Set<String> known, Map<String, List<Proc>> found) {
    Map<String, Container> containers = new HashMap<>();
    for (Container container : managers.containers()) {
      if (container.meeting().isPresent()) {
        String name = places.name(container);
        if (container.restarting()) {
          found.putIfAbsent(name, new ArrayList<>());
        }
        if (known.contains(name) || !container.ended()) {
          containers.merge(name, container, (a, b) -> a.ended() ? b : a);
        }
      }
    }
    return containers;
  }

  private Identity identity(String name, List<Proc> procs, Map<String, Container> containers) {
    Identity configured =
        new Identity(Optional.ofNullable(options.meeting().meetings().get(name)), Optional.empty());
    Identity docker =
        Optional.ofNullable(containers.get(name))
            .map(c -> new Identity(c.meeting(), c.user()))
            .orElse(Identity.UNKNOWN);
    Identity told = configured.or(docker);
    for (Proc proc : procs) {
      if (told.meeting().isPresent() && told.user().isPresent()) {
        break;
      }
      told = told.or(table.small(proc.pid(), "cmdline").map(Identity::of).orElse(told));
    }
    return told;
  }

  private Evidence evidence(String name, List<Proc> procs, Map<String, Container> containers) {
    Optional<UnitReport> unit = managers.unit(name);
    Optional<Container> container = Optional.ofNullable(containers.get(name));
    Identity who = workers.get(name).identity();
    Optional<MeetingState> meeting = meetings.flatMap(watch -> who.meeting().flatMap(watch::of));
    Optional<Boolean> present =
        meeting.filter(MeetingState::running).flatMap(state -> present(state, who));
    OptionalInt exit =
        container
            .filter(Container::ended)
            .map(c -> OptionalInt.of(c.exitCode()))
            .orElse(unit.map(UnitReport::exitCode).orElse(OptionalInt.empty()));
    return new Evidence(
        procs.isEmpty()
            && (unit.filter(UnitReport::restarting).isPresent()
                || container.filter(Container::restarting).isPresent()),
        exit,
        meeting.map(MeetingState::running),
        present);
  }

  /** Attendees have no other mark than their name: of two who share one, nobody knows who left. */
  private Optional<Boolean> present(MeetingState state, Identity who) {
    int there = state.with(user(who));
    long sharing =
        workers.values().stream()
            .filter(w -> w.ffmpegs().any() || w.identity().equals(who))
            .filter(w -> w.identity().meeting().equals(who.meeting()))
            .filter(w -> user(w.identity()).equals(user(who)))
            .count();
    return there == 0 || there >= sharing ? Optional.of(there > 0) : Optional.empty();
  }

  private String user(Identity who) {
    return who.user().orElse(options.meeting().user());
  }

  /** The names to look for, by meeting. */
  private synchronized Map<String, Set<String>> wanted() {
    Map<String, Set<String>> wanted = new TreeMap<>();
    for (Worker worker : workers.values()) {
      Identity who = worker.identity();
      if (who.meeting().isPresent() && wanted.size() < MAX_WORKERS) {
        wanted.computeIfAbsent(who.meeting().get(), m -> new HashSet<>()).add(user(who));
      }
    }
    return wanted;
  }

  /**
   * Workers that ended a while ago and that nobody listed were meant to end, and so were those that
   * an admin switched off.
   */
  private void forget(Duration now, Map<String, List<Proc>> found) {
    List<String> expected = options.expected().stream().map(Places::safe).toList();
    workers
        .entrySet()
        .removeIf(
            e ->
                found.getOrDefault(e.getKey(), List.of()).isEmpty()
                    && (managers.unit(e.getKey()).filter(UnitReport::switchedOff).isPresent()
                        || (e.getValue().state() == WorkerState.EXITED
                            && !expected.contains(e.getKey())
                            && e.getValue().gone(now).compareTo(options.remember()) > 0)));
  }

  private Samples samples(Map<String, List<Proc>> found, Processes look) {
    Samples samples = new Samples();
    Map<WorkerState, Integer> counts = new EnumMap<>(WorkerState.class);
    int shown = 0;
    for (Map.Entry<String, Worker> e : workers.entrySet()) {
      counts.merge(e.getValue().state(), 1, Integer::sum);
      if (shown < MAX_WORKERS) {
        shown++;
        List<Proc> procs = found.getOrDefault(e.getKey(), List.of());
        WorkerSamples.put(samples, e.getKey(), e.getValue(), procs, look);
      }
    }
    for (WorkerState state : WorkerState.values()) {
      samples.put(LivestreamMetrics.WORKERS, counts.getOrDefault(state, 0), state.label());
    }
    managers
        .successes()
        .forEach((source, well) -> samples.put(LivestreamMetrics.SOURCE, well ? 1 : 0, source));
    meetings
        .flatMap(MeetingWatch::answered)
        .ifPresent(well -> samples.put(LivestreamMetrics.SOURCE, well ? 1 : 0, BBB));
    return samples.put(LivestreamMetrics.HIDDEN, workers.size() - shown);
  }

  @Override
  public void close() {
    managers.close();
    meetings.ifPresent(MeetingWatch::close);
  }
}
