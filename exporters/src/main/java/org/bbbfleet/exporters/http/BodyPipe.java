package org.bbbfleet.exporters.http;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;

/**
 * Hands a response's body from the event loop to a parser on a worker thread, as it arrives. Holds
 * a bounded part of it: the sender is slowed down to the parser's speed.
 */
final class BodyPipe extends InputStream {
  /** Rarely reached: Vert.x loses what it holds back when the server closes meanwhile. */
  private static final int HIGH = 4 * 1024 * 1024;

  private static final int LOW = 1024 * 1024;

  private final ReadStream<Buffer> body;
  private final long limit;
  private final long deadlineNanos;
  private final Deque<byte[]> pieces = new ArrayDeque<>();
  private byte[] current = {};
  private int at;
  private long received;
  private int held;
  private boolean paused;
  private boolean ended;
  private FetchFailure failure;

  /**
   * Takes over a body; call it before any of it was read.
   *
   * @param limit the most bytes that it may have
   * @param deadlineNanos when reading gives up, in {@link System#nanoTime}
   */
  BodyPipe(ReadStream<Buffer> body, long limit, long deadlineNanos) {
    this.body = body;
    this.limit = limit;
    this.deadlineNanos = deadlineNanos;
    body.handler(this::take);
    body.endHandler(v -> end(null));
    body.exceptionHandler(e -> end(FetchFailure.of(e)));
  }

  private synchronized void take(Buffer piece) {
    received += piece.length();
    if (received > limit) {
      end(
          new FetchFailure(
              FetchFailure.Reason.TOO_LARGE, "the answer is larger than " + limit + " bytes"));
    }
    if (ended) {
      return;
    }
    pieces.add(piece.getBytes());
    held += piece.length();
    if (held > HIGH && !paused) {
      paused = true;
      body.pause();
    }
    notifyAll();
  }

  private synchronized void end(FetchFailure why) {
    if (!ended) {
      ended = true;
      failure = why;
      notifyAll();
    }
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public synchronized int read(byte[] target, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    while (at == current.length) {
      if (failure != null) {
        throw failure;
      }
      byte[] next = pieces.poll();
      if (next != null) {
        current = next;
        at = 0;
        held -= next.length;
        if (paused && held < LOW) {
          paused = false;
          body.resume();
        }
      } else if (ended) {
        return -1;
      } else {
        awaitMore();
      }
    }
    int count = Math.min(length, current.length - at);
    System.arraycopy(current, at, target, offset, count);
    at += count;
    return count;
  }

  private void awaitMore() throws IOException {
    long left = deadlineNanos - System.nanoTime();
    if (left <= 0) {
      throw new FetchFailure(FetchFailure.Reason.TIMEOUT, "no whole answer by the deadline");
    }
    try {
      wait(TimeUnit.NANOSECONDS.toMillis(left) + 1);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted");
    }
  }
}
