package org.bbbfleet.exporters.recordings;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import org.bbbfleet.core.metrics.Distribution;
import org.bbbfleet.core.metrics.Samples;
import org.bbbfleet.exporters.bbb.BbbMetrics;
import org.bbbfleet.exporters.http.FetchFailure;
import org.bbbfleet.exporters.http.FetchFailure.Reason;
import org.bbbfleet.exporters.http.StreamGet;

/**
 * Counts recordings by getRecordings: state after state, page after page, one call at a time.
 * Releases before 2.6 know no pages and always list everything; they are recognised by a page that
 * is longer than asked for, or that begins as the one before it.
 */
final class ApiCount implements AutoCloseable {
  private static final String CALL = "getRecordings";
  private static final List<State> STATES =
      List.of(State.PROCESSING, State.PROCESSED, State.PUBLISHED, State.UNPUBLISHED, State.DELETED);

  private final Vertx vertx;
  private final RecordingsOptions options;
  private final LongSupplier nanos;
  private final StreamGet get;
  private final Map<String, Distribution> latency = new TreeMap<>();

  /**
   * @param nanos monotonic time in nanoseconds
   */
  ApiCount(Vertx vertx, RecordingsOptions options, LongSupplier nanos) {
    this.vertx = vertx;
    this.options = options;
    this.nanos = nanos;
    this.get = new StreamGet(vertx, options.timeout(), options.bodyLimit(), options.caFile());
  }

  /** Counts; fails with a {@link FetchFailure} only. Never twice at once. */
  Future<Counts> count() {
    long end = nanos.getAsLong() + options.whole().toNanos();
    Counts counts = new Counts();
    Future<Void> all = Future.succeededFuture();
    for (State state : STATES) {
      all = all.compose(v -> new Walk(state, counts, end).from(0, ""));
    }
    return all.map(counts).recover(e -> Future.failedFuture(FetchFailure.of(e)));
  }

  /** How long its calls took, under the peers' name and labels. */
  synchronized void writeLatency(Samples samples) {
    latency.forEach((query, d) -> samples.put(BbbMetrics.API_LATENCY, d, CALL, query));
  }

  private synchronized void took(String query, long began) {
    latency
        .computeIfAbsent(query, q -> new Distribution(BbbMetrics.API_LATENCY.buckets()))
        .observe((nanos.getAsLong() - began) / 1e9);
  }

  /** The way through the pages of one state. */
  private final class Walk {
    private final State state;
    private final Counts counts;
    private final long end;
    private final Set<Long> known = new HashSet<>();
    private final Map<String, Integer> formats = new TreeMap<>();
    private int counted;

    Walk(State state, Counts counts, long end) {
      this.state = state;
      this.counts = counts;
      this.end = end;
    }

    Future<Void> from(int offset, String firstBefore) {
      if (nanos.getAsLong() > end) {
        return Future.failedFuture(
            new FetchFailure(Reason.TIMEOUT, "counting takes longer than " + options.whole()));
      }
      if (offset > options.most()) {
        return Future.failedFuture(
            new FetchFailure(Reason.TOO_LARGE, "more than " + options.most() + " recordings"));
      }
      return page(offset)
          .compose(
              page -> {
                add(page);
                boolean last =
                    page.listed() != options.page()
                        || !page.first().isEmpty() && page.first().equals(firstBefore);
                return last ? done() : from(offset + page.listed(), page.first());
              });
    }

    private Future<RecordingsParser.Page> page(int offset) {
      String asked = "state=" + state.label();
      String query = asked + "&offset=" + offset + "&limit=" + options.page();
      long began = nanos.getAsLong();
      return vertx
          .executeBlocking(() -> options.api().signed(CALL, query), false)
          .compose(
              url ->
                  get.get(url, body -> RecordingsParser.parse(body, state, known, options.most())))
          .onSuccess(page -> took(asked, began))
          .recover(
              e ->
                  FetchFailure.of(e).reason() == Reason.CHECKSUM && options.api().refused()
                      ? page(offset)
                      : Future.failedFuture(e));
    }

    private void add(RecordingsParser.Page page) {
      counted += page.counted();
      page.formats().forEach((format, n) -> formats.merge(format, n, Integer::sum));
    }

    private Future<Void> done() {
      counts.set(state, counted);
      formats.forEach((format, n) -> counts.add(format, state, n));
      return Future.succeededFuture();
    }
  }

  @Override
  public void close() {
    get.close();
  }
}
