package org.bbbfleet.exporters.recordings;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Counts recordings on disk: each id once, whatever files it left. A recording is finished in a
 * format when {@code published} has its flag, or a directory shows it; failed when a step left
 * {@code .fail} and nothing shows that a later attempt went well.
 */
final class DiskCount {
  /** The steps before the formats part, the earliest first. */
  private static final List<String> STEPS = List.of("recorded", "archived", "sanity");

  private final Disk disk;
  private final Map<String, Set<String>> processed;
  private final Map<String, Set<String>> failed;
  private final Map<String, Set<String>> finished;
  private final Map<String, Set<String>> working;
  private final Map<String, Set<String>> published;
  private final Map<String, Set<String>> unpublished;
  private final Map<String, Set<String>> deleted;

  private DiskCount(Disk disk) throws IOException {
    this.disk = disk;
    this.processed = disk.idsByFormat("processed", ".done");
    this.published = disk.directories("published");
    this.unpublished = disk.directories("unpublished");
    this.deleted = disk.directories("deleted");
    this.finished = merged(List.of(disk.idsByFormat("published", ".done"), shown()));
    this.failed =
        without(
            merged(
                List.of(
                    disk.idsByFormat("processed", ".fail"),
                    disk.idsByFormat("published", ".fail"))),
            finished);
    this.working =
        merged(
            List.of(disk.directories("recording/process"), disk.directories("recording/publish")));
  }

  /** Counts now. Blocks. */
  static Counts of(Disk disk, Instant now) throws IOException {
    return new DiskCount(disk).count(now);
  }

  private Counts count(Instant now) throws IOException {
    Map<String, Set<String>> waitToPublish = without(without(processed, finished), failed);
    Map<String, Set<String>> processing =
        without(without(without(working, finished), failed), waitToPublish);
    Set<String> failedEarly = new HashSet<>(disk.ids("archived", ".fail"));
    failedEarly.addAll(disk.ids("sanity", ".fail"));
    failedEarly.removeIf(id -> !RecordingId.valid(id));
    failedEarly.removeAll(all(finished));
    Set<String> unprocessed = unprocessed(failedEarly);

    Counts counts = new Counts();
    counts.set(State.UNPROCESSED, unprocessed.size());
    Set<String> inProcess = all(processing);
    counts.set(State.PROCESSING, inProcess.size());
    counts.set(State.PROCESSED, all(waitToPublish).size());
    Set<String> failures = new HashSet<>(failedEarly);
    failures.addAll(all(failed));
    counts.set(State.FAILED, failures.size());
    Set<String> seen = all(published);
    counts.set(State.PUBLISHED, seen.size());
    Set<String> hidden = all(unpublished);
    hidden.removeAll(seen);
    counts.set(State.UNPUBLISHED, hidden.size());
    Set<String> gone = all(deleted);
    gone.removeAll(seen);
    gone.removeAll(hidden);
    counts.set(State.DELETED, gone.size());
    counts.oldest(State.UNPROCESSED, oldest(unprocessed, now));
    counts.oldest(State.PROCESSING, oldest(inProcess, now));

    add(counts, processing, State.PROCESSING);
    add(counts, waitToPublish, State.PROCESSED);
    add(counts, failed, State.FAILED);
    add(counts, published, State.PUBLISHED);
    add(counts, unpublished, State.UNPUBLISHED);
    add(counts, deleted, State.DELETED);
    return counts;
  }

  /** Recorded, archived or checked, and no format has begun. */
  private Set<String> unprocessed(Set<String> failedEarly) throws IOException {
    Set<String> waiting = new HashSet<>();
    for (String step : STEPS) {
      for (String id : disk.ids(step, ".done")) {
        if (RecordingId.valid(id)) {
          waiting.add(id);
        }
      }
    }
    // Meetings in which nobody pressed the button are archived, too.
    waiting.removeAll(disk.ids("archived", ".norecord"));
    waiting.removeAll(failedEarly);
    List.of(processed, failed, finished, working).forEach(begun -> waiting.removeAll(all(begun)));
    return waiting;
  }

  private Duration oldest(Set<String> ids, Instant now) {
    long earliest = Long.MAX_VALUE;
    for (String id : ids) {
      for (String step : STEPS) {
        Optional<Long> at = disk.left(step, id);
        earliest = Math.min(earliest, at.orElse(Long.MAX_VALUE));
      }
    }
    return earliest == Long.MAX_VALUE
        ? Duration.ZERO
        : Duration.ofMillis(Math.max(0, now.toEpochMilli() - earliest));
  }

  private Map<String, Set<String>> shown() {
    return merged(List.of(published, unpublished, deleted));
  }

  private static void add(Counts counts, Map<String, Set<String>> formats, State state) {
    formats.forEach((format, ids) -> counts.add(format, state, ids.size()));
  }

  private static Set<String> all(Map<String, Set<String>> formats) {
    Set<String> ids = new HashSet<>();
    formats.values().forEach(ids::addAll);
    return ids;
  }

  private static Map<String, Set<String>> merged(Collection<Map<String, Set<String>>> many) {
    Map<String, Set<String>> all = new HashMap<>();
    many.forEach(
        one ->
            one.forEach(
                (format, ids) -> all.computeIfAbsent(format, f -> new HashSet<>()).addAll(ids)));
    return all;
  }

  private static Map<String, Set<String>> without(
      Map<String, Set<String>> formats, Map<String, Set<String>> others) {
    Map<String, Set<String>> rest = new HashMap<>();
    formats.forEach(
        (format, ids) -> {
          Set<String> left = new HashSet<>(ids);
          left.removeAll(others.getOrDefault(format, Set.of()));
          if (!left.isEmpty()) {
            rest.put(format, left);
          }
        });
    return rest;
  }
}
