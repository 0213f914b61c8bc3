package org.bbbfleet.exporters.recordings;

import io.vertx.core.Future;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.bbbfleet.core.metrics.Samples;
import org.bbbfleet.exporters.Collector;
import org.bbbfleet.exporters.CollectorContext;
import org.bbbfleet.exporters.http.FetchFailure;
import org.bbbfleet.exporters.http.FetchFailure.Reason;
import org.bbbfleet.exporters.recordings.RecordingsOptions.Source;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts recordings: on disk at each collection, by the API in the background and at an interval of
 * its own. A count that fails takes the last one's numbers away.
 */
final class RecordingsCollector implements Collector {
  private static final Logger log = LoggerFactory.getLogger(RecordingsCollector.class);

  private static final Duration RETRY = Duration.ofMinutes(1);

  private final CollectorContext context;
  private final RecordingsOptions options;
  private final LongSupplier nanos;
  private final ApiCount api;
  private final Map<Reason, Long> failures = new EnumMap<>(Reason.class);
  private boolean counting;
  private boolean everCounted;
  private long began;
  private Optional<Boolean> up = Optional.empty();
  private Optional<Counts> counts = Optional.empty();
  private Optional<Instant> collected = Optional.empty();

  /**
   * @param nanos monotonic time in nanoseconds
   */
  RecordingsCollector(CollectorContext context, RecordingsOptions options, LongSupplier nanos) {
    this.context = context;
    this.options = options;
    this.nanos = nanos;
    this.api = new ApiCount(context.vertx(), options, nanos);
  }

  @Override
  public Future<Samples> collect() {
    return context
        .vertx()
        .executeBlocking(this::source, false)
        .compose(
            source ->
                switch (source) {
                  // Nobody keeps recordings here, nor names a server that does.
                  case AUTO -> Future.succeededFuture(new Samples());
                  case DISK ->
                      context
                          .vertx()
                          .executeBlocking(this::onDisk, false)
                          .map(v -> samples(Source.DISK));
                  case API -> {
                    countIfDue();
                    yield Future.succeededFuture(samples(Source.API));
                  }
                });
  }

  private Source source() {
    if (options.source() != Source.AUTO) {
      return options.source();
    }
    if (Disk.present(options.directory())) {
      return Source.DISK;
    }
    return options.api().url().isPresent() ? Source.API : Source.AUTO;
  }

  private Void onDisk() {
    Instant now = context.clock().instant();
    try {
      if (!Disk.present(options.directory())) {
        throw new FetchFailure(Reason.CONFIG, "no recordings below " + options.directory());
      }
      succeeded(DiskCount.of(new Disk(options.directory(), options.most()), now), now);
    } catch (IOException e) {
      failed(new FetchFailure(Reason.CONFIG, "a directory can't be read: " + e.getMessage()));
    } catch (FetchFailure e) {
      failed(e);
    }
    return null;
  }

  private synchronized void countIfDue() {
    long now = nanos.getAsLong();
    if (counting || everCounted && now - began < pause().toNanos()) {
      return;
    }
    counting = true;
    everCounted = true;
    began = now;
    Instant at = context.clock().instant();
    api.count()
        .onSuccess(result -> succeeded(result, at))
        .onFailure(e -> failed(FetchFailure.of(e)));
  }

  /** After a failure it is tried again soon: until then nothing is known. */
  private Duration pause() {
    Duration refresh = options.refresh();
    return up.equals(Optional.of(false)) && refresh.compareTo(RETRY) > 0 ? RETRY : refresh;
  }

  private synchronized void succeeded(Counts result, Instant at) {
    counting = false;
    up = Optional.of(true);
    counts = Optional.of(result);
    collected = Optional.of(at);
  }

  private synchronized void failed(FetchFailure failure) {
    counting = false;
    if (!up.equals(Optional.of(false))) {
      log.warn(
          "Recordings can't be counted ({}): {}", failure.reason().label(), failure.getMessage());
    }
    up = Optional.of(false);
    counts = Optional.empty();
    failures.merge(failure.reason(), 1L, Long::sum);
  }

  private synchronized Samples samples(Source source) {
    Samples samples = new Samples();
    up.ifPresent(
        well -> {
          samples.put(RecordingsMetrics.UP, well ? 1 : 0, source.label());
          for (Reason reason : Reason.values()) {
            samples.put(
                RecordingsMetrics.FAILURES,
                failures.getOrDefault(reason, 0L),
                source.label(),
                reason.label());
          }
        });
    counts.ifPresent(c -> c.writeTo(samples));
    collected.ifPresent(
        at -> samples.put(RecordingsMetrics.COLLECTED, at.getEpochSecond(), source.label()));
    if (source == Source.API) {
      api.writeLatency(samples);
    }
    return samples;
  }

  @Override
  public void close() {
    api.close();
  }
}
