package org.bbbfleet.exporters.blackbox;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.bbbfleet.core.metrics.Samples;
import org.bbbfleet.exporters.blackbox.Probe.Outcome;
import org.bbbfleet.exporters.blackbox.Probe.Request;

/**
 * One probe of one target, step by step on one event loop. It ends once: by itself, by a failed
 * step or by the deadline; what is told afterwards is dropped, and all that it opened is closed.
 */
public abstract class Attempt {
  protected final Vertx vertx;
  protected final Request request;
  protected final Samples samples = new Samples();

  private final Promise<Outcome> result = Promise.promise();
  private final List<Runnable> atEnd = new ArrayList<>();
  private final long began = System.nanoTime();
  private Context context;
  private boolean done;

  protected Attempt(Vertx vertx, Request request) {
    this.vertx = vertx;
    this.request = request;
  }

  /** Takes the first step; called once, on the attempt's event loop. */
  protected abstract void begin();

  /** Puts what is only known at the end; called once. */
  protected void measured() {}

  /** Runs it. */
  public final Future<Outcome> run() {
    context = vertx.getOrCreateContext();
    context.runOnContext(
        v -> {
          long timer =
              vertx.setTimer(
                  Math.max(1, request.deadline().toMillis()),
                  t -> end(false, "no end by the deadline"));
          atEnd(() -> vertx.cancelTimer(timer));
          guarded(this::begin);
        });
    return result.future();
  }

  /** Ends the attempt; only the first end counts. */
  protected final void end(boolean success, String why) {
    if (done) {
      return;
    }
    done = true;
    trace(success ? "The probe succeeded" : "The probe failed: " + why);
    atEnd.forEach(Runnable::run);
    measured();
    result.complete(new Outcome(success, samples, why));
  }

  /** Ends the attempt without success. */
  public final void fail(String why) {
    end(false, why);
  }

  /** Runs something when the attempt ends, or now if it has ended. */
  public final void atEnd(Runnable step) {
    if (done) {
      step.run();
    } else {
      atEnd.add(step);
    }
  }

  /** Runs a step on the attempt's event loop, unless the attempt has ended by then. */
  public final void here(Runnable step) {
    context.runOnContext(
        v -> {
          if (!done) {
            guarded(step);
          }
        });
  }

  /** Goes on with what a future gives; its failure ends the attempt. */
  public final <T> void then(Future<T> future, String failing, Consumer<T> next) {
    future.onComplete(
        ended ->
            here(
                () -> {
                  if (ended.succeeded()) {
                    next.accept(ended.result());
                  } else {
                    fail(failing + ": " + reason(ended.cause()));
                  }
                }));
  }

  /** A line for {@code debug=true}. Never a secret. */
  public final void trace(String line) {
    request.trace().accept(line);
  }

  /** What is left until the deadline, at least a millisecond. */
  public final Duration left() {
    Duration left = request.deadline().minusNanos(System.nanoTime() - began);
    return left.toMillis() < 1 ? Duration.ofMillis(1) : left;
  }

  protected final boolean ended() {
    return done;
  }

  /** A failure in few words; libraries' long texts may hold what was sent. */
  protected static String reason(Throwable cause) {
    String message = cause.getMessage();
    return message == null
        ? cause.getClass().getSimpleName()
        : message.lines().findFirst().orElse("");
  }

  private void guarded(Runnable step) {
    try {
      step.run();
    } catch (RuntimeException e) {
      // A mistake of ours or an answer that nobody foresaw: the probe fails, the process doesn't.
      fail("can't go on: " + e);
    }
  }
}
