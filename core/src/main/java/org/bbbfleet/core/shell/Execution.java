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

  private static final Duration GROUP_GRACE = Duration.ofSeconds(2);
  private static final Duration LOOK_AGAIN = Duration.ofMillis(20);

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
  private final Elevation elevation;
  private final Drain out;
  private final Drain err;
  private final long start;

  /**
   * Begins.
   *
   * @param start when the command was about to be started: its own clock must not be ahead of ours
   * @param wrapper what the command line was wrapped in; null for a plain command
   * @param login the user that logged in, for messages
   */
  Execution(
      String host,
      String what,
      Duration timeout,
      long start,
      Running running,
      Wrapper wrapper,
      String login,
      Input input,
      Consumer<String> onLine) {
    this.host = host;
    this.what = what;
    this.timeout = timeout;
    this.start = start;
    this.running = running;
    this.wrapper = wrapper;
    this.elevation =
        wrapper == null
            ? null
            : wrapper
                .become()
                .map(become -> new Elevation(host, login, become, wrapper.prompt()))
                .orElse(null);
    String marker = wrapper == null ? "" : wrapper.marker();
    this.out =
        new Drain(
            "shell-out-" + host,
            running.out(),
            marker,
            new Drain.Listener() {
              @Override
              public void line(String line) {
                onLine.accept(line);
              }
            });
    this.err =
        new Drain(
            "shell-err-" + host,
            running.err(),
            marker,
            elevation == null ? Drain.Listener.NONE : new Doorkeeper(elevation));
    Thread feeder = new Thread(() -> feed(input), "shell-in-" + host);
    feeder.setDaemon(true);
    feeder.start();
  }

  /** Passes on what sudo says. */
  private record Doorkeeper(Elevation elevation) implements Drain.Listener {
    @Override
    public void before(byte[] bytes, int length) {
      elevation.hear(bytes, length);
    }

    @Override
    public void began() {
      elevation.enter();
    }

    @Override
    public void ended() {
      elevation.end();
    }
  }

  private void feed(Input input) {
    try (OutputStream stdin = running.stdin()) {
      if (elevation != null && !elevation.open(stdin)) {
        return;
      }
      input.writeTo(stdin);
      // sshj's close() drops what it still holds when the host's window is full; its flush() waits.
      stdin.flush();
    } catch (IOException e) {
      // The command ended without reading everything; its exit status tells whether that matters.
      LOG.debug("{}: standard input of {} was not taken: {}", host, what, e.toString());
    } catch (InterruptedException e) {
      // Nobody interrupts this thread of ours; were it done, the command would get no input.
      Thread.currentThread().interrupt();
    }
  }

  /** Waits for the end. */
  Shell.Result await() {
    boolean done = false;
    try {
      awaitElevation();
      Duration longest = wrapper == null ? timeout : timeout.plus(Wrapper.GRACE);
      OptionalInt status = running.awaitExit(longest);
      Duration took = took();
      if (status.isEmpty()
          || (wrapper != null && Wrapper.ended(status.getAsInt(), took, timeout))) {
        throw timedOut();
      }
      boolean outEnded = out.awaitEnd(OUTPUT_GRACE);
      done = err.awaitEnd(OUTPUT_GRACE) && outEnded;
      if (elevation != null && !elevation.inside()) {
        throw elevation.denied(status.getAsInt());
      }
      return new Shell.Result(
          status.getAsInt(), out.text(), err.text(), out.truncated() || err.truncated(), took);
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

  private void awaitElevation() throws InterruptedException {
    if (elevation == null) {
      return;
    }
    long end = System.nanoTime() + Become.PATIENCE.toNanos();
    while (!elevation.inside() && running.awaitExit(LOOK_AGAIN).isEmpty()) {
      if (elevation.refused()) {
        throw elevation.wrongPassword();
      }
      if (System.nanoTime() - end > 0) {
        throw elevation.silent();
      }
    }
  }

  /** Ends the command's process group on the host, where we know it. */
  void end() {
    if (wrapper == null) {
      return;
    }
    try {
      err.group(GROUP_GRACE).ifPresent(group -> running.kill(group, wrapper.become()));
    } catch (InterruptedException e) {
      // The host's own `timeout` ends the group all the same.
      Thread.currentThread().interrupt();
    }
  }

  /** Ends it, from another thread than the one that waits for it. */
  void stop() {
    if (wrapper == null) {
      running.abandon();
    } else {
      end();
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
