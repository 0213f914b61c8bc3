package org.bbbfleet.lab.bbb;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.impl.HttpServerConnection;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings an answer to the client: at once, late, drop by drop, half, or not at all. */
final class Delivery {
  private static final Logger LOG = LoggerFactory.getLogger(Delivery.class);

  private final Vertx vertx;

  Delivery(Vertx vertx) {
    this.vertx = vertx;
  }

  /** Delivers as the fault says; faults that are no matter of delivery are ignored here. */
  void deliver(HttpServerRequest request, Answer answer, String body, Optional<BbbFault> fault) {
    BbbFault how = fault.orElse(null);
    if (how instanceof BbbFault.Slow slow) {
      vertx.setTimer(Math.max(1, slow.delay().toMillis()), timer -> send(request, answer, body));
    } else if (how instanceof BbbFault.Drip drip) {
      drip(request, answer, Buffer.buffer(body), drip.perByte());
    } else if (how instanceof BbbFault.Truncated) {
      truncate(request, answer, Buffer.buffer(body));
    } else if (how instanceof BbbFault.Malformed) {
      // Where a child should begin a tag is left open, and an ampersand stands alone.
      String broken = body.replaceFirst("</returncode>", "<return & code>");
      send(request, answer, broken);
    } else if (how instanceof BbbFault.ContentType type) {
      send(request, answer.withContentType(type.value()), body);
    } else {
      send(request, answer, body);
    }
  }

  /** Resets the connection: the client reads an error, not an end. */
  void reset(HttpServerRequest request) {
    Channel channel =
        ((HttpServerConnection) request.connection()).channelHandlerContext().channel();
    channel.config().setOption(ChannelOption.SO_LINGER, 0);
    channel
        .close()
        .addListener(closed -> LOG.debug("reset {}", closed.isSuccess() ? "done" : closed.cause()));
  }

  /** Sends at least so many bytes of well-formed meetings, as fast as the client takes them. */
  void huge(HttpServerRequest request, String head, String piece, String tail, long bytes) {
    HttpServerResponse response = request.response();
    response.setChunked(true).putHeader("Content-Type", Answer.XML);
    write(response, Buffer.buffer(head));
    Buffer block = Buffer.buffer(piece);
    new Pump(response, block, bytes).run(() -> end(response, Buffer.buffer(tail)));
  }

  private void send(HttpServerRequest request, Answer answer, String body) {
    HttpServerResponse response = request.response();
    if (response.closed()) {
      return;
    }
    head(response, answer);
    end(response, Buffer.buffer(body));
  }

  private void drip(HttpServerRequest request, Answer answer, Buffer body, Duration perByte) {
    HttpServerResponse response = request.response();
    head(response, answer);
    response.putHeader("Content-Length", Integer.toString(body.length()));
    int[] sent = {0};
    vertx.setPeriodic(
        Math.max(1, perByte.toMillis()),
        timer -> {
          if (response.closed() || sent[0] == body.length()) {
            vertx.cancelTimer(timer);
            if (!response.closed()) {
              end(response, Buffer.buffer());
            }
            return;
          }
          write(response, body.slice(sent[0], ++sent[0]));
        });
  }

  private void truncate(HttpServerRequest request, Answer answer, Buffer body) {
    HttpServerResponse response = request.response();
    head(response, answer);
    response.putHeader("Content-Length", Integer.toString(body.length()));
    response
        .write(body.slice(0, body.length() / 2))
        .onComplete(
            done ->
                request
                    .connection()
                    .close()
                    .onFailure(failure -> LOG.debug("closing half-way", failure)));
  }

  private static void head(HttpServerResponse response, Answer answer) {
    response.setStatusCode(answer.status()).putHeader("Content-Type", answer.contentType());
    answer.location().ifPresent(url -> response.putHeader("Location", url));
  }

  private static void write(HttpServerResponse response, Buffer bytes) {
    response.write(bytes).onFailure(failure -> LOG.debug("the client went away", failure));
  }

  private static void end(HttpServerResponse response, Buffer bytes) {
    response.end(bytes).onFailure(failure -> LOG.debug("the client went away", failure));
  }

  /** Writes a block again and again, waiting whenever the socket's queue is full. */
  private static final class Pump {
    private final HttpServerResponse response;
    private final Buffer block;
    private long left;

    Pump(HttpServerResponse response, Buffer block, long bytes) {
      this.response = response;
      this.block = block;
      this.left = bytes;
    }

    void run(Runnable atEnd) {
      while (left > 0 && !response.closed() && !response.writeQueueFull()) {
        write(response, block);
        left -= block.length();
      }
      if (response.closed()) {
        return;
      }
      if (left > 0) {
        response.drainHandler(drained -> run(atEnd));
      } else {
        response.drainHandler(null);
        atEnd.run();
      }
    }
  }
}
