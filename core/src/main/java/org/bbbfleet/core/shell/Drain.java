package org.bbbfleet.core.shell;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads a stream to its end on its own thread, so that the other side never blocks on a full
 * window, and keeps the first 8 MiB of it.
 */
final class Drain {
  static final int LIMIT = 8 * 1024 * 1024;
  private static final int LINE_LIMIT = 64 * 1024;
  private static final Logger LOG = LoggerFactory.getLogger(Drain.class);

  private final InputStream in;
  private final Consumer<String> onLine;
  private final Thread thread;
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();
  private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
  private boolean truncated;
  private boolean deaf;

  Drain(String name, InputStream in, Consumer<String> onLine) {
    this.in = in;
    this.onLine = onLine;
    this.thread = new Thread(this::read, name);
    thread.setDaemon(true);
    thread.start();
  }

  private void read() {
    byte[] buffer = new byte[32 * 1024];
    try {
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        keep(buffer, n);
        lines(buffer, n);
      }
    } catch (IOException e) {
      // The stream was closed under us. Whoever waits for the exit status reports why.
      LOG.debug("{} ended: {}", thread.getName(), e.toString());
    }
    if (line.size() > 0) {
      tell();
    }
  }

  private synchronized void keep(byte[] buffer, int n) {
    int room = Math.min(n, LIMIT - kept.size());
    kept.write(buffer, 0, room);
    truncated |= room < n;
  }

  private void lines(byte[] buffer, int n) {
    for (int i = 0; i < n; i++) {
      if (buffer[i] == '\n') {
        tell();
      } else if (line.size() < LINE_LIMIT) {
        line.write(buffer[i]);
      }
    }
  }

  private void tell() {
    String text = line.toString(StandardCharsets.UTF_8);
    line.reset();
    if (deaf) {
      return;
    }
    try {
      onLine.accept(text);
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

  synchronized boolean truncated() {
    return truncated;
  }
}
