package org.bbbfleet.exporters.freeswitch;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.LongSupplier;
import org.bbbfleet.core.error.FleetException;
import org.bbbfleet.core.metrics.Samples;
import org.bbbfleet.exporters.CollectorContext;
import org.bbbfleet.exporters.blackbox.Probe;
import org.bbbfleet.exporters.targets.TargetFile;

/**
 * Measures the servers of the file of targets. Each keeps its connection and its counters from one
 * probe to the next; one that nobody probes any more is forgotten. A name that is not in the file
 * is refused before anything is sent: nobody who can reach the probe chooses where a password goes.
 */
final class FreeSwitchProbe implements Probe {
  private static final Duration FORGOTTEN_AFTER = Duration.ofMinutes(10);
  private static final Duration SWEEP = Duration.ofMinutes(1);
  private static final int MOST_SERVERS = 5000;

  private final TargetFile targets;
  private final CollectorContext context;
  private final LongSupplier nanoTime;
  private final Map<String, Known> servers = new LinkedHashMap<>(16, 0.75f, true);
  private final long sweeper;

  /** A server that was probed before. */
  private static final class Known {
    private final FreeSwitchTarget target;
    private final FreeSwitchCollector collector;
    private Optional<Future<Samples>> running = Optional.empty();
    private long lastProbed;

    Known(FreeSwitchTarget target, FreeSwitchCollector collector) {
      this.target = target;
      this.collector = collector;
    }
  }

  FreeSwitchProbe(TargetFile targets, CollectorContext context, LongSupplier nanoTime) {
    this.targets = targets;
    this.context = context;
    this.nanoTime = nanoTime;
    this.sweeper = context.vertx().setPeriodic(SWEEP.toMillis(), id -> forget());
  }

  @Override
  public Future<Outcome> probe(Request request) {
    return context
        .vertx()
        .executeBlocking(
            () -> targets.read("freeswitch", request.target(), FreeSwitchTarget::read), false)
        .compose(target -> within(request.deadline(), measure(request.target(), target)))
        .recover(
            e ->
                e instanceof FleetException
                    ? Future.succeededFuture(refused(e.getMessage()))
                    : Future.failedFuture(e));
  }

  /** Scrapers that ask the same server at once get the same collection. */
  private synchronized Future<Samples> measure(String name, FreeSwitchTarget target) {
    Known known = servers.get(name);
    if (known == null || !known.target.equals(target)) {
      if (known != null) {
        known.collector.close();
      }
      known = new Known(target, collector(target));
      servers.put(name, known);
      while (servers.size() > MOST_SERVERS) {
        forgetFirst();
      }
    }
    known.lastProbed = nanoTime.getAsLong();
    Optional<Future<Samples>> running = known.running.filter(r -> !r.isComplete());
    if (running.isEmpty()) {
      running = Optional.of(known.collector.collect());
      known.running = running;
    }
    return running.get();
  }

  private FreeSwitchCollector collector(FreeSwitchTarget target) {
    Vertx vertx = context.vertx();
    return FreeSwitchCollector.create(
        vertx,
        events -> new EslClient(vertx, target.settings(), context.clock(), nanoTime, events),
        nanoTime,
        Optional.empty(),
        target.options(),
        new SplittableRandom());
  }

  /** What takes too long is down too: {@code freeswitch_up} is always there. */
  private Future<Outcome> within(Duration deadline, Future<Samples> measured) {
    Promise<Outcome> promise = Promise.promise();
    long timer =
        context
            .vertx()
            .setTimer(
                Math.max(1, deadline.toMillis()),
                id -> promise.tryComplete(down(EslReason.TIMEOUT, "no end within " + deadline)));
    measured
        .map(FreeSwitchProbe::outcome)
        .onComplete(
            ended -> {
              context.vertx().cancelTimer(timer);
              if (ended.succeeded()) {
                promise.tryComplete(ended.result());
              } else {
                promise.tryFail(ended.cause());
              }
            });
    return promise.future();
  }

  private static Outcome outcome(Samples samples) {
    boolean up = samples.value(FreeSwitchMetrics.UP) == 1;
    // Others may read the same collection: the answer is a copy.
    return new Outcome(
        up, new Samples().putAll(samples), up ? "" : "FreeSWITCH is down; see freeswitch_failure");
  }

  private static Outcome down(EslReason reason, String why) {
    Samples samples = new Samples();
    FreeSwitchCollector.state(Optional.of(reason), samples);
    return new Outcome(false, samples, why);
  }

  private static Outcome refused(String why) {
    return new Outcome(false, new Samples().put(FreeSwitchMetrics.UP, 0), why);
  }

  /** Closes the connections to servers that nobody has probed for a while. */
  synchronized void forget() {
    long now = nanoTime.getAsLong();
    Iterator<Known> all = servers.values().iterator();
    while (all.hasNext()) {
      Known known = all.next();
      if (now - known.lastProbed > FORGOTTEN_AFTER.toNanos()) {
        known.collector.close();
        all.remove();
      }
    }
  }

  private void forgetFirst() {
    Iterator<Known> all = servers.values().iterator();
    all.next().collector.close();
    all.remove();
  }

  @Override
  public synchronized void close() {
    context.vertx().cancelTimer(sweeper);
    servers.values().forEach(known -> known.collector.close());
    servers.clear();
  }
}
