package org.bbbfleet.app.service;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.micrometer.MicrometerMetricsFactory;
import io.vertx.micrometer.MicrometerMetricsOptions;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.bbbfleet.core.error.FleetException;
import org.bbbfleet.core.metrics.MeterRegistryMetrics;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Starting and ending a process around Vert.x. */
final class VertxRuntime {
  private static final Logger log = LoggerFactory.getLogger(VertxRuntime.class);
  private static final long START_SECONDS = 30;
  private static final long STOP_SECONDS = 10;

  private VertxRuntime() {}

  /** A small Vert.x whose own meters go to the registry. */
  static Vertx start(MeterRegistryMetrics meters) {
    VertxOptions options =
        new VertxOptions()
            .setEventLoopPoolSize(2)
            .setWorkerPoolSize(8)
            .setInternalBlockingPoolSize(4)
            .setFileSystemOptions(
                new FileSystemOptions()
                    .setClassPathResolvingEnabled(false)
                    .setFileCachingEnabled(false))
            .setMetricsOptions(new MicrometerMetricsOptions().setEnabled(true));
    return Vertx.builder()
        .with(options)
        .withMetrics(new MicrometerMetricsFactory(meters.meters()))
        .build();
  }

  /** Waits for a start, for a bounded time; must not be called on an event loop. */
  static <T> T await(Future<T> future) throws InterruptedException, TimeoutException {
    try {
      return future.toCompletionStage().toCompletableFuture().get(START_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof FleetException told) {
        throw told;
      }
      throw new IllegalStateException(e.getCause());
    }
  }

  private static void end(Future<Void> future)
      throws InterruptedException, ExecutionException, TimeoutException {
    future.toCompletionStage().toCompletableFuture().get(STOP_SECONDS, TimeUnit.SECONDS);
  }

  /** Keeps the process until it is told to end, then stops in order, for a bounded time. */
  static void untilEnd(Vertx vertx, Supplier<Future<Void>> stop) throws InterruptedException {
    CountDownLatch ended = new CountDownLatch(1);
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  try {
                    end(stop.get());
                    end(vertx.close());
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  } catch (ExecutionException | TimeoutException e) {
                    log.warn("not everything stopped in order", e);
                  } finally {
                    ended.countDown();
                  }
                },
                "stop"));
    ended.await();
  }
}
