package org.bbbfleet.app.service.grafana;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import org.bbbfleet.core.config.Secret;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends annotations to Grafana ({@code POST /api/annotations}), one after the other, in their
 * order. Who makes one never waits: it is queued, and when the queue is full the oldest goes. What
 * Grafana can't take now is tried again; what it refuses is counted, said once, and dropped.
 */
public final class Annotations implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Annotations.class);
  private static final int MOST_WAITING = 500;
  private static final Duration DEADLINE = Duration.ofSeconds(10);

  private final Vertx vertx;
  private final Context context;
  private final HttpClient client;
  private final URI url;
  private final Secret token;
  private final MeterRegistry meters;
  private final long firstPause;
  private final long longestPause;
  private final Duration deadline;
  // From here on: only on the context's thread.
  private final Deque<Annotation> waiting = new ArrayDeque<>();
  private boolean sending;
  private boolean closed;
  private long pause;
  private int lastRefusal;

  /**
   * A sender.
   *
   * @param grafana Grafana's root; may have a path
   * @param token of a service account that may write annotations
   */
  public Annotations(Vertx vertx, URI grafana, Secret token, MeterRegistry meters) {
    this(vertx, grafana, token, meters, 1000, 60_000, DEADLINE);
  }

  Annotations(
      Vertx vertx,
      URI grafana,
      Secret token,
      MeterRegistry meters,
      long firstPauseMillis,
      long longestPauseMillis,
      Duration deadline) {
    this.vertx = vertx;
    this.context = vertx.getOrCreateContext();
    this.client =
        vertx.createHttpClient(
            new HttpClientOptions().setConnectTimeout(5000).setMaxChunkSize(16 * 1024));
    String root = grafana.toString();
    this.url = URI.create((root.endsWith("/") ? root : root + "/") + "api/annotations");
    this.token = token;
    this.meters = meters;
    this.firstPause = firstPauseMillis;
    this.longestPause = longestPauseMillis;
    this.deadline = deadline;
    this.pause = firstPauseMillis;
    for (String result : new String[] {"sent", "failed", "refused", "dropped"}) {
      counter(result);
    }
  }

  /** Queues one. Does not block; may be called on any thread. */
  public void add(Annotation annotation) {
    context.runOnContext(
        run -> {
          if (closed) {
            return;
          }
          if (waiting.size() >= MOST_WAITING) {
            waiting.removeFirst();
            counter("dropped").increment();
          }
          waiting.addLast(annotation);
          next();
        });
  }

  private void next() {
    if (sending || closed || waiting.isEmpty()) {
      return;
    }
    sending = true;
    Annotation annotation = waiting.removeFirst();
    send(annotation)
        .onComplete(
            status -> context.runOnContext(run -> answered(annotation, status)),
            failure -> context.runOnContext(run -> failed(annotation, failure.toString())));
  }

  private Future<Integer> send(Annotation annotation) {
    RequestOptions options =
        new RequestOptions()
            .setMethod(HttpMethod.POST)
            .setAbsoluteURI(url.toString())
            .setTimeout(deadline.toMillis())
            .setIdleTimeout(deadline.toMillis())
            .putHeader("Content-Type", "application/json")
            .putHeader("Authorization", "Bearer " + token.reveal());
    return client
        .request(options)
        .compose(
            request ->
                request
                    .send(Buffer.buffer(annotation.json().encode()))
                    .compose(response -> response.end().map(response.statusCode())))
        .timeout(deadline.toMillis(), java.util.concurrent.TimeUnit.MILLISECONDS);
  }

  private void answered(Annotation annotation, int status) {
    if (status >= 500 || status == 429) {
      failed(annotation, "HTTP " + status);
      return;
    }
    sending = false;
    pause = firstPause;
    if (status / 100 == 2) {
      counter("sent").increment();
      lastRefusal = 0;
    } else {
      counter("refused").increment();
      if (lastRefusal != status) {
        log.warn("Grafana at {} refuses annotations: HTTP {}", url, status);
      }
      lastRefusal = status;
    }
    next();
  }

  private void failed(Annotation annotation, String why) {
    counter("failed").increment();
    if (pause == firstPause) {
      log.warn("Grafana at {} takes no annotations now: {}; they wait", url, why);
    }
    waiting.addFirst(annotation);
    if (!closed) {
      vertx.setTimer(
          pause,
          again ->
              context.runOnContext(
                  run -> {
                    sending = false;
                    next();
                  }));
    }
    pause = Math.min(pause * 2, longestPause);
  }

  private Counter counter(String result) {
    return Counter.builder("fleet.annotations")
        .description("Annotations for Grafana by what became of them; failed ones are tried again.")
        .tag("result", result)
        .register(meters);
  }

  /** Sends nothing more. */
  @Override
  public void close() {
    context.runOnContext(run -> closed = true);
    client.close().onFailure(e -> log.debug("closing", e));
  }
}
