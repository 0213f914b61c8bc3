package org.bbbfleet.app.service.live;

import io.vertx.core.Context;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import org.bbbfleet.core.web.WebServer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One open stream. All its state belongs to its context's thread. */
final class SseStream {
  private static final Logger log = LoggerFactory.getLogger(SseStream.class);
  private static final int MOST_UNSENT = 128 * 1024;

  private final Context context;
  private final RoutingContext http;
  private final HttpServerResponse response;
  private final Feed feed;
  private final long patienceNanos;
  private final Runnable dropped;
  private boolean reading;
  private boolean again;
  private boolean over;
  private long fullSince;

  SseStream(
      Context context, RoutingContext http, Feed feed, long patienceMillis, Runnable dropped) {
    this.context = context;
    this.http = http;
    this.response = http.response();
    this.feed = feed;
    this.patienceNanos = patienceMillis * 1_000_000;
    this.dropped = dropped;
  }

  void begin() {
    http.addEndHandler(ended -> over = true);
    response
        .setChunked(true)
        .setWriteQueueMaxSize(MOST_UNSENT)
        .putHeader("Cache-Control", "no-store")
        .putHeader("X-Content-Type-Options", "nosniff")
        // Neither we nor nginx may keep a message back.
        .putHeader("Content-Encoding", "identity")
        .putHeader("X-Accel-Buffering", "no")
        .drainHandler(drained -> read());
    write("retry: 2000\n\n");
    read();
  }

  /** Something may be new. */
  void poke() {
    context.runOnContext(run -> read());
  }

  /** Keeps the connection open, and ends it when the client does not read. */
  void beat() {
    context.runOnContext(
        run -> {
          if (over) {
            return;
          }
          if (!response.writeQueueFull()) {
            fullSince = 0;
            write(":\n\n");
            read();
          } else if (fullSince == 0) {
            fullSince = System.nanoTime();
          } else if (System.nanoTime() - fullSince > patienceNanos) {
            over = true;
            dropped.run();
            WebServer.abort(http.request());
          }
        });
  }

  void end() {
    context.runOnContext(
        run -> {
          if (!over) {
            over = true;
            response.end();
          }
        });
  }

  private void read() {
    if (over || response.closed() || response.writeQueueFull()) {
      return;
    }
    if (reading) {
      again = true;
      return;
    }
    reading = true;
    again = false;
    context
        .executeBlocking(feed::next, false)
        .onComplete(
            messages -> {
              reading = false;
              told(messages);
            },
            failure -> {
              reading = false;
              log.error("a stream's feed failed", failure);
              end();
            });
  }

  private void told(List<Feed.Message> messages) {
    if (over || response.closed()) {
      return;
    }
    StringBuilder text = new StringBuilder();
    for (Feed.Message message : messages) {
      if (!message.id().isEmpty()) {
        text.append("id: ").append(message.id()).append('\n');
      }
      text.append("event: ").append(message.event()).append('\n');
      text.append("data: ").append(message.data()).append("\n\n");
    }
    if (text.length() > 0) {
      write(text.toString());
    } else if (feed.ended() && !again) {
      over = true;
      response.end();
    }
    if (text.length() > 0 || again) {
      read();
    }
  }

  private void write(String text) {
    response.write(text).onFailure(e -> log.debug("a client went away", e));
  }
}
