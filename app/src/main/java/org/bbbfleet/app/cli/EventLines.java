package org.bbbfleet.app.cli;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * The lines of a stream of events. Whoever sends nothing for too long is given up, as is a line
 * that does not end.
 */
final class EventLines implements AutoCloseable {
  /** More than the longest event: a host's report with its differences. */
  static final int LONGEST = 16 * 1024 * 1024;

  private final InputStream raw;
  private final InputStream in;
  private final long silenceNanos;
  private final ScheduledExecutorService watch =
      Executors.newSingleThreadScheduledExecutor(
          work -> {
            Thread thread = new Thread(work, "event-watch");
            thread.setDaemon(true);
            return thread;
          });
  private volatile long heard = System.nanoTime();
  private volatile boolean givenUp;

  /**
   * Lines.
   *
   * @param silence how long nothing may come
   */
  EventLines(InputStream raw, Duration silence) {
    this.raw = raw;
    this.in = new BufferedInputStream(raw, 64 * 1024);
    this.silenceNanos = silence.toNanos();
    long tick = Math.max(1, silence.toMillis() / 10);
    watch.scheduleAtFixedRate(this::look, tick, tick, TimeUnit.MILLISECONDS);
  }

  // A reader that waits is only woken by the end of what it reads.
  private void look() {
    if (System.nanoTime() - heard > silenceNanos) {
      givenUp = true;
      try {
        raw.close();
      } catch (IOException e) {
        // It is being given up because it does not work.
        watch.shutdown();
      }
    }
  }

  /**
   * The next line without its end; null after the last one.
   *
   * @throws IOException when nothing came for too long, the line is too long or the connection
   *     broke
   */
  String next() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    while (true) {
      int next = in.read();
      heard = System.nanoTime();
      if (givenUp) {
        throw new IOException("nothing came for " + silenceNanos / 1_000_000_000 + " s");
      }
      if (next < 0) {
        return line.size() == 0 ? null : line.toString(StandardCharsets.UTF_8);
      }
      if (next == '\n') {
        String text = line.toString(StandardCharsets.UTF_8);
        return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
      }
      if (line.size() == LONGEST) {
        throw new IOException("a line of more than " + LONGEST + " bytes");
      }
      line.write(next);
    }
  }

  @Override
  public void close() throws IOException {
    watch.shutdownNow();
    raw.close();
  }
}
