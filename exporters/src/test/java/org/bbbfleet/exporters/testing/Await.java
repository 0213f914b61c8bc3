package org.bbbfleet.exporters.testing;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;

/** Waits of tests, each with a deadline. */
public final class Await {
  private static final Duration MOST = Duration.ofSeconds(20);

  private Await() {}

  /** The future's result. */
  public static <T> T result(Future<T> future) {
    try {
      return future
          .toCompletionStage()
          .toCompletableFuture()
          .get(MOST.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new AssertionError(e.getCause());
    } catch (TimeoutException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** Waits until something is so. */
  public static void until(String what, BooleanSupplier condition) {
    long end = System.nanoTime() + MOST.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > end) {
        throw new AssertionError("not within " + MOST.toSeconds() + " s: " + what);
      }
      Thread.onSpinWait();
      Thread.yield();
    }
  }
}
