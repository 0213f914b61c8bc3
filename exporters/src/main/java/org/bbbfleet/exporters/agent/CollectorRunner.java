package org.bbbfleet.exporters.agent;

import static java.util.stream.Collectors.toUnmodifiableSet;

import io.vertx.core.Context;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.ThreadingModel;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.bbbfleet.core.metrics.Metric;
import org.bbbfleet.core.metrics.Samples;
import org.bbbfleet.exporters.Collector;
import org.bbbfleet.exporters.agent.CollectorState.Reason;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs one collector in the background: at its interval, never twice at once, each time with its
 * deadline. The collector has threads of its own, so one that blocks, against its contract, harms
 * only itself.
 */
final class CollectorRunner {
  private static final Logger log = LoggerFactory.getLogger(CollectorRunner.class);

  /** One for its callbacks; the others for the blocking work that these wait for. */
  private static final int THREADS = 4;

  /** How long a collection that was closed may take to end. */
  private static final Duration ENDS = Duration.ofSeconds(1);

  private final String name;
  private final Collector collector;
  private final Set<Metric> declared;
  private final Duration interval;
  private final Duration deadline;
  private final Clock clock;
  private final LongSupplier nanos;

  private Vertx vertx;
  private Context own;
  private Context collectors;
  private String deployment = "";
  private long ticker = -1;
  private boolean outstanding;
  private Future<Void> underWay = Future.succeededFuture();
  private boolean overdue;
  private volatile CollectorState state;

  /**
   * @param declared the only metrics that it may give
   * @param nanos monotonic time in nanoseconds, for durations
   */
  CollectorRunner(
      String name,
      Collector collector,
      Set<Metric> declared,
      Duration interval,
      Duration deadline,
      Clock clock,
      LongSupplier nanos) {
    this.name = name;
    this.collector = collector;
    this.declared = declared.stream().map(CollectorRunner::family).collect(toUnmodifiableSet());
    this.interval = interval;
    this.deadline = deadline;
    this.clock = clock;
    this.nanos = nanos;
    this.state = CollectorState.before(name);
  }

  /** Begins; the first collection starts at once. */
  Future<Void> start(Vertx v) {
    vertx = v;
    own = v.getOrCreateContext();
    DeploymentOptions options =
        new DeploymentOptions()
            .setThreadingModel(ThreadingModel.WORKER)
            .setWorkerPoolName("collector-" + name)
            .setWorkerPoolSize(THREADS);
    return v.deployVerticle(new Home(), options)
        .onSuccess(
            id ->
                own.runOnContext(
                    x -> {
                      deployment = id;
                      ticker = v.setPeriodic(interval.toMillis(), t -> tick());
                      tick();
                    }))
        .mapEmpty();
  }

  /** What is known now: its samples if the last collection succeeded, and how it fares. */
  CollectorState state() {
    return state;
  }

  String name() {
    return name;
  }

  long now() {
    return nanos.getAsLong();
  }

  /** Closes a collector that was never started. */
  void discard() {
    try {
      collector.close();
    } catch (RuntimeException e) {
      log.warn("Collector {} could not be closed", name, e);
    }
  }

  /** Ends the collector, also while a collection runs. */
  Future<Void> stop() {
    Promise<Void> done = Promise.promise();
    own.runOnContext(
        v -> {
          vertx.cancelTimer(ticker);
          discard();
          // What it waited for ends now. Its result goes to its own threads, so they end after it.
          underWay
              .timeout(ENDS.toMillis(), TimeUnit.MILLISECONDS)
              .transform(ended -> vertx.undeploy(deployment))
              .onComplete(done);
        });
    return done.future();
  }

  private void tick() {
    if (outstanding) {
      if (overdue) {
        failed(Reason.TIMEOUT, nanos.getAsLong(), "the collection before it has not ended yet");
      }
      return;
    }
    outstanding = true;
    overdue = false;
    long began = nanos.getAsLong();
    Instant beganAt = clock.instant();
    long timer =
        vertx.setTimer(
            deadline.toMillis(),
            t -> {
              overdue = true;
              failed(Reason.TIMEOUT, began, "no end within " + deadline.toMillis() + " ms");
            });
    Promise<Samples> result = Promise.promise();
    Promise<Void> over = Promise.promise();
    underWay = over.future();
    collectors.runOnContext(v -> collect(result));
    result
        .future()
        .onComplete(
            ended ->
                own.runOnContext(
                    v -> {
                      outstanding = false;
                      over.complete();
                      vertx.cancelTimer(timer);
                      if (overdue) {
                        return;
                      }
                      if (ended.failed()) {
                        failed(Reason.ERROR, began, describe(ended.cause()));
                      } else {
                        succeeded(began, beganAt, ended.result());
                      }
                    }));
  }

  @SuppressWarnings("CatchingUnchecked") // whatever a collector throws is its failure only
  private void collect(Promise<Samples> result) {
    try {
      collector
          .collect()
          .map(samples -> new Samples().putAll(samples))
          .onComplete(
              ended -> {
                if (ended.succeeded()) {
                  result.tryComplete(ended.result());
                } else {
                  result.tryFail(ended.cause());
                }
              });
    } catch (Throwable t) {
      result.tryFail(t);
    }
  }

  private void succeeded(long began, Instant beganAt, Samples samples) {
    for (Metric metric : samples.metrics()) {
      if (!declared.contains(family(metric))) {
        failed(Reason.ERROR, began, metric.name() + " is not among its declared metrics");
        return;
      }
    }
    if (state.collected() && !state.success()) {
      log.info("Collector {} is well again", name);
    }
    state = state.succeeded(samples, Duration.ofNanos(nanos.getAsLong() - began), beganAt, began);
  }

  /** A family whatever its buckets are: an option may set these. */
  private static Metric family(Metric metric) {
    return new Metric(metric.name(), metric.type(), metric.help(), metric.labels(), List.of());
  }

  private void failed(Reason reason, long began, String why) {
    if (!state.collected() || state.success()) {
      log.warn("Collector {} failed: {}", name, why);
    }
    state = state.failed(reason, Duration.ofNanos(nanos.getAsLong() - began), why);
  }

  private static String describe(Throwable t) {
    return t.getMessage() == null ? t.getClass().getSimpleName() : t.getMessage();
  }

  /** Gives the collector its own context and threads. */
  private final class Home extends VerticleBase {
    @Override
    public Future<?> start() {
      collectors = context;
      return Future.succeededFuture();
    }
  }
}
