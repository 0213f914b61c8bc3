package org.bbbfleet.core.shell;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads a stream to its end on its own thread, so that the other side never blocks on a full
 * window, and keeps the first 8 MiB of it. What comes before the line with the script's own marker
 * is the login's start-up noise: it is forgotten when that line comes.
 */
final class Drain {
  static final int LIMIT = 8 * 1024 * 1024;
  private static final int LINE_LIMIT = 64 * 1024;
  private static final Logger LOG = LoggerFactory.getLogger(Drain.class);

  /** Is told what comes, on the stream's own thread. */
  interface Listener {
    Listener NONE = new Listener() {};

    /** Bytes that came before the marker. */
    default void before(byte[] bytes, int length) {}

    /** The marker's line came. */
    default void began() {}

    /** A line after it. */
    default void line(String line) {}

    /** The stream is at its end. */
    default void ended() {}
  }

  private static final long LOOK_AGAIN = 50;

  private final InputStream in;
  private final String marker;
  private final Listener listener;
  private final Thread thread;
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();
  private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
  private OptionalLong group = OptionalLong.empty();
  private boolean begun;
  private boolean truncated;
  private boolean deaf;

  /**
   * @param marker what the line begins with after which the script's own output comes; empty when
   *     all is its own
   */
  Drain(String name, InputStream in, String marker, Listener listener) {
    this.in = in;
    this.marker = marker;
    this.listener = listener;
    this.begun = marker.isEmpty();
    this.thread = new Thread(this::read, name);
    thread.setDaemon(true);
    thread.start();
  }

  private void read() {
    byte[] buffer = new byte[32 * 1024];
    try {
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        if (!begun) {
          listener.before(buffer, n);
        }
        take(buffer, n);
      }
    } catch (IOException e) {
      // The stream was closed under us. Whoever waits for the exit status reports why.
      LOG.debug("{} ended: {}", thread.getName(), e.toString());
    }
    if (line.size() > 0) {
      tell();
    }
    listener.ended();
  }

  private void take(byte[] buffer, int n) {
    int from = 0;
    int unkept = 0;
    for (int i = 0; i < n; i++) {
      if (buffer[i] == '\n') {
        collect(buffer, from, i);
        from = i + 1;
        if (!begun && isMarker()) {
          forget();
          unkept = from;
        } else {
          tell();
        }
        line.reset();
      }
    }
    collect(buffer, from, n);
    keep(buffer, unkept, n);
  }

  private void collect(byte[] buffer, int from, int to) {
    int room = Math.min(to - from, LINE_LIMIT - line.size());
    if (room > 0) {
      line.write(buffer, from, room);
    }
  }

  private synchronized void keep(byte[] buffer, int from, int to) {
    int room = Math.min(to - from, LIMIT - kept.size());
    kept.write(buffer, from, room);
    truncated |= room < to - from;
  }

  private boolean isMarker() {
    String text = line.toString(StandardCharsets.ISO_8859_1);
    if (!text.startsWith(marker) || !text.substring(marker.length()).matches("\\d{1,18}")) {
      return false;
    }
    group(Long.parseLong(text.substring(marker.length())));
    return true;
  }

  private synchronized void group(long number) {
    group = OptionalLong.of(number);
    notifyAll();
  }

  private void forget() {
    begun = true;
    synchronized (this) {
      kept.reset();
      truncated = false;
    }
    listener.began();
  }

  private void tell() {
    if (deaf || !begun) {
      return;
    }
    try {
      listener.line(line.toString(StandardCharsets.UTF_8));
    } catch (RuntimeException e) {
      // Progress must not stop the script that it reports on.
      deaf = true;
      LOG.warn("{}: the listener for lines failed and gets no more", thread.getName(), e);
    }
  }

  /** Whether the stream ended within this time. */
  boolean awaitEnd(Duration longest) throws InterruptedException {
    thread.join(Math.max(1, longest.toMillis()));
    return !thread.isAlive();
  }

  /** What was kept so far. */
  synchronized String text() {
    return kept.toString(StandardCharsets.UTF_8);
  }

  /**
   * The process group that the marker's line told. That line may come after the script's first
   * output, which is another stream: so it is waited for.
   */
  synchronized OptionalLong group(Duration longest) throws InterruptedException {
    long end = System.nanoTime() + longest.toNanos();
    while (group.isEmpty() && thread.isAlive()) {
      long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
      if (left <= 0) {
        break;
      }
      // The end of the stream notifies nobody.
      wait(Math.min(left, LOOK_AGAIN));
    }
    return group;
  }

  synchronized boolean truncated() {
    return truncated;
  }
}
