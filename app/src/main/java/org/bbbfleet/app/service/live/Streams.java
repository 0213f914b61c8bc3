package org.bbbfleet.app.service.live;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.ext.web.RoutingContext;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The open streams of server-sent events (WHATWG HTML, 9.2). Each reads its own feed when it is
 * poked and its client has taken what came before; a client that takes nothing for a while is
 * dropped and may come back with {@code Last-Event-ID}.
 */
public final class Streams implements AutoCloseable {
  private static final int MOST = 200;
  private static final long HEARTBEAT_MILLIS = 10_000;

  private final Vertx vertx;
  private final Set<SseStream> open = ConcurrentHashMap.newKeySet();
  private final Counter dropped;
  private final long beat;
  private final long patienceMillis;

  public Streams(Vertx vertx, MeterRegistry meters) {
    this(vertx, meters, HEARTBEAT_MILLIS, 4 * HEARTBEAT_MILLIS);
  }

  /**
   * @param heartbeatMillis between two comments that keep connections open
   * @param patienceMillis how long a client may take nothing
   */
  Streams(Vertx vertx, MeterRegistry meters, long heartbeatMillis, long patienceMillis) {
    this.vertx = vertx;
    this.patienceMillis = patienceMillis;
    this.dropped =
        Counter.builder("fleet.api.streams.dropped")
            .description("Streams that were ended because their client did not read.")
            .register(meters);
    Gauge.builder("fleet.api.streams", open, Set::size)
        .description("Streams of events that are open now.")
        .register(meters);
    this.beat = vertx.setPeriodic(heartbeatMillis, id -> open.forEach(SseStream::beat));
  }

  /** Answers with a feed for as long as the client stays. Call it on the event loop. */
  public void serve(RoutingContext http, Feed feed) {
    if (open.size() >= MOST) {
      http.response()
          .setStatusCode(503)
          .putHeader("Retry-After", "10")
          .end("too many streams are open");
      return;
    }
    SseStream stream =
        new SseStream(vertx.getOrCreateContext(), http, feed, patienceMillis, this::dropped);
    open.add(stream);
    http.addEndHandler(ended -> open.remove(stream));
    stream.begin();
  }

  private void dropped() {
    dropped.increment();
  }

  /** Something may be new in any feed. May be called on any thread; does not block. */
  public void poke() {
    open.forEach(SseStream::poke);
  }

  /** How many are open. */
  int size() {
    return open.size();
  }

  /** Ends all streams. */
  @Override
  public void close() {
    vertx.cancelTimer(beat);
    open.forEach(SseStream::end);
  }
}
