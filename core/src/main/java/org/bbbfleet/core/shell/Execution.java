package org.bbbfleet.core.shell;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.OptionalInt;
import java.util.function.Consumer;
import org.bbbfleet.core.error.ErrorCategory;
import org.bbbfleet.core.error.FleetException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Feeds one started command, drains it and waits for it, with a deadline. */
final class Execution {
  private static final Logger LOG = LoggerFactory.getLogger(Execution.class);

  /** How long output may lag behind the exit, for children that keep the streams open. */
  private static final Duration OUTPUT_GRACE = Duration.ofSeconds(1);

  /** What goes to standard input. */
  @FunctionalInterface
  interface Input {
    Input NONE = stdin -> {};

    void writeTo(OutputStream stdin) throws IOException;
  }

  private final String host;
  private final String what;
  private final Duration timeout;
  private final Running running;
  private final Wrapper wrapper;
  private final Drain out;
  private final Drain err;
  private final long start = System.nanoTime();

  /**
   * Begins.
   *
   * @param wrapper what the command line was wrapped in; null for a plain command
   */
  Execution(
      String host,
      String what,
      Duration timeout,
      Running running,
      Wrapper wrapper,
      Input input,
      Consumer<String> onLine) {
    this.host = host;
    this.what = what;
    this.timeout = timeout;
    this.running = running;
    this.wrapper = wrapper;
    this.out = new Drain("shell-out-" + host, running.out(), onLine);
    this.err = new Drain("shell-err-" + host, running.err(), line -> {});
    Thread feeder = new Thread(() -> feed(input), "shell-in-" + host);
    feeder.setDaemon(true);
    feeder.start();
  }

  private void feed(Input input) {
    try (OutputStream stdin = running.stdin()) {
      input.writeTo(stdin);
      // sshj's close() drops what it still holds when the host's window is full; its flush() waits.
      stdin.flush();
    } catch (IOException e) {
      // The command ended without reading everything; its exit status tells whether that matters.
      LOG.debug("{}: standard input of {} was not taken: {}", host, what, e.toString());
    }
  }

  /** Waits for the end. */
  Shell.Result await() {
    boolean done = false;
    try {
      Duration longest = wrapper == null ? timeout : timeout.plus(Wrapper.GRACE);
      OptionalInt status = running.awaitExit(longest);
      Duration took = took();
      if (status.isEmpty()
          || (wrapper != null && Wrapper.ended(status.getAsInt(), took, timeout))) {
        throw timedOut();
      }
      boolean outEnded = out.awaitEnd(OUTPUT_GRACE);
      done = err.awaitEnd(OUTPUT_GRACE) && outEnded;
      String errText = wrapper == null ? err.text() : wrapper.clean(err.text());
      return new Shell.Result(
          status.getAsInt(), out.text(), errText, out.truncated() || err.truncated(), took);
    } catch (InterruptedException e) {
      end();
      Thread.currentThread().interrupt();
      throw new FleetException(
          ErrorCategory.INTERNAL, host + ": " + what + " was interrupted and ended.", e);
    } finally {
      if (!done) {
        running.abandon();
      }
    }
  }

  /** Ends the command's process group on the host, where we know it. */
  void end() {
    if (wrapper != null) {
      wrapper.group(err.text()).ifPresent(running::kill);
    }
  }

  private FleetException timedOut() {
    end();
    String last = wrapper == null ? "The connection to it was closed." : "It was ended.";
    return new FleetException(
        ErrorCategory.TIMEOUT,
        host
            + ": "
            + what
            + " took longer than "
            + Words.of(timeout)
            + ". "
            + last
            + " Look at the host's load, or give it more time.");
  }

  private Duration took() {
    return Duration.ofNanos(System.nanoTime() - start);
  }
}
