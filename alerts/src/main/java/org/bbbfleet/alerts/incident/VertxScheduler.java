package org.bbbfleet.alerts.incident;

import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Vert.x's timers and a bounded pool of its worker threads. */
final class VertxScheduler implements Scheduler {
  private static final Logger log = LoggerFactory.getLogger(VertxScheduler.class);
  private static final long LONGEST_WORK_MINUTES = 5;

  private final Vertx vertx;
  private final WorkerExecutor workers;
  private volatile boolean stopped;

  VertxScheduler(Vertx vertx, int threads) {
    this.vertx = vertx;
    this.workers =
        vertx.createSharedWorkerExecutor("healer", threads, LONGEST_WORK_MINUTES, TimeUnit.MINUTES);
  }

  @Override
  public void run(Runnable work) {
    if (stopped) {
      return;
    }
    Callable<Void> callable =
        () -> {
          if (!stopped) {
            work.run();
          }
          return null;
        };
    workers
        .executeBlocking(callable, false)
        .onFailure(
            e -> {
              if (!stopped) {
                log.error("the healer's work failed", e);
              }
            });
  }

  @Override
  public Runnable after(Duration delay, Runnable work) {
    long timer = vertx.setTimer(Math.max(1, delay.toMillis()), id -> run(work));
    return () -> vertx.cancelTimer(timer);
  }

  @Override
  public void stop() {
    stopped = true;
    workers.close();
  }
}
