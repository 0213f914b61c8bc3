package org.bbbfleet.exporters.livestream;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.bbbfleet.core.metrics.Samples;
import org.bbbfleet.exporters.Collector;
import org.bbbfleet.exporters.proc.Proc;
import org.bbbfleet.exporters.proc.ProcessTable;
import org.bbbfleet.exporters.proc.Processes;

/** Looks at all livestream workers of the host. */
final class LivestreamCollector implements Collector {
  private static final int MAX_WORKERS = 200;
  private static final int SHORT_ID = 12;

  private final Vertx vertx;
  private final ProcessTable table;
  private final LivestreamOptions options;
  private final Places places;
  private final Map<String, Worker> workers = new TreeMap<>();

  LivestreamCollector(Vertx vertx, ProcessTable table, LivestreamOptions options) {
    this.vertx = vertx;
    this.table = table;
    this.options = options;
    this.places = new Places(table, options);
  }

  @Override
  public Future<Samples> collect() {
    return vertx.executeBlocking(this::look);
  }

  /** One look; synchronized because one that overran its deadline may still be at it. */
  synchronized Samples look() throws IOException {
    Processes look = table.read();
    Duration now = look.uptime();
    Map<String, List<Proc>> found = new TreeMap<>();
    options.expected().forEach(name -> found.put(Places.safe(name), new ArrayList<>()));
    workers.keySet().forEach(name -> found.putIfAbsent(name, new ArrayList<>()));
    places
        .sort(look)
        .forEach(
            (place, procs) -> {
              found.computeIfAbsent(place.worker(), w -> new ArrayList<>()).addAll(procs);
              workers.computeIfAbsent(place.worker(), w -> new Worker(options, now)).foundIn(place);
            });
    found.forEach(
        (name, procs) ->
            workers.computeIfAbsent(name, w -> new Worker(options, now)).update(procs, look));
    forget(now);
    return samples(found, look);
  }

  /** Workers that ended a while ago and that nobody listed were meant to end. */
  private void forget(Duration now) {
    List<String> expected = options.expected().stream().map(Places::safe).toList();
    workers
        .entrySet()
        .removeIf(
            e ->
                e.getValue().state() == WorkerState.EXITED
                    && !expected.contains(e.getKey())
                    && e.getValue().gone(now).compareTo(options.remember()) > 0);
  }

  private Samples samples(Map<String, List<Proc>> found, Processes look) {
    Samples samples = new Samples();
    Map<WorkerState, Integer> counts = new EnumMap<>(WorkerState.class);
    int shown = 0;
    for (Map.Entry<String, Worker> e : workers.entrySet()) {
      counts.merge(e.getValue().state(), 1, Integer::sum);
      if (shown < MAX_WORKERS) {
        shown++;
        put(samples, e.getKey(), e.getValue(), found.getOrDefault(e.getKey(), List.of()), look);
      }
    }
    for (WorkerState state : WorkerState.values()) {
      samples.put(LivestreamMetrics.WORKERS, counts.getOrDefault(state, 0), state.label());
    }
    return samples.put(LivestreamMetrics.HIDDEN, workers.size() - shown);
  }

  private static void put(
      Samples samples, String name, Worker worker, List<Proc> procs, Processes look) {
    Duration now = look.uptime();
    for (WorkerState state : WorkerState.values()) {
      samples.put(
          LivestreamMetrics.WORKER_STATE, state == worker.state() ? 1 : 0, name, state.label());
    }
    samples.put(LivestreamMetrics.STATE_SECONDS, seconds(worker.stateAge(now)), name);
    samples.put(
        LivestreamMetrics.WORKER_INFO,
        1,
        name,
        worker.unit().orElse(""),
        worker.container().map(id -> id.substring(0, SHORT_ID)).orElse(""));
    samples.put(LivestreamMetrics.FFMPEG_CPU, worker.cpuSeconds(), name);
    samples.put(LivestreamMetrics.FFMPEG_STARTS, worker.starts(), name);
    if (!procs.isEmpty()) {
      samples.put(LivestreamMetrics.AGE, oldest(procs, look), name);
      samples.put(LivestreamMetrics.RESIDENT, procs.stream().mapToLong(Proc::rssBytes).sum(), name);
    }
    if (worker.hasFfmpeg()) {
      List<Proc> ffmpegs = procs.stream().filter(p -> p.comm().equals("ffmpeg")).toList();
      samples.put(LivestreamMetrics.FFMPEG_IDLE, seconds(worker.ffmpegIdle(now)), name);
      samples.put(LivestreamMetrics.FFMPEG_AGE, oldest(ffmpegs, look), name);
    }
  }

  private static double oldest(List<Proc> procs, Processes look) {
    return procs.stream().mapToDouble(p -> seconds(look.age(p))).max().orElse(0);
  }

  private static double seconds(Duration duration) {
    return duration.toMillis() / 1000.0;
  }
}
