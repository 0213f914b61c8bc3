package org.bbbfleet.exporters.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.bbbfleet.core.metrics.Samples;
import org.bbbfleet.exporters.Collector;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** An agent that stops while a collector waits for a program ends it quietly. */
@Timeout(60)
class CollectorRunnerTest {
  private final Vertx vertx = Vertx.vertx();
  private final List<Throwable> uncaught = new CopyOnWriteArrayList<>();
  private final CountDownLatch begun = new CountDownLatch(1);
  private final CountDownLatch closed = new CountDownLatch(1);
  private final CountDownLatch ended = new CountDownLatch(1);
  private final List<String> interrupted = new CopyOnWriteArrayList<>();
  private Thread.UncaughtExceptionHandler before;

  @BeforeEach
  void listen() {
    before = Thread.getDefaultUncaughtExceptionHandler();
    Thread.setDefaultUncaughtExceptionHandler((thread, e) -> uncaught.add(e));
  }

  @AfterEach
  void close() throws Exception {
    Thread.setDefaultUncaughtExceptionHandler(before);
    await(vertx.close());
  }

  private static void await(Future<Void> future) throws Exception {
    future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
  }

  /** One that waits for a program, which takes its time to end after it was closed. */
  private final class Waiting implements Collector {
    private final Duration takes;

    private Waiting(Duration takes) {
      this.takes = takes;
    }

    @Override
    public Future<Samples> collect() {
      return vertx.executeBlocking(
          () -> {
            begun.countDown();
            try {
              closed.await(20, TimeUnit.SECONDS);
              new CountDownLatch(1).await(takes.toMillis(), TimeUnit.MILLISECONDS);
            } catch (InterruptedException e) {
              interrupted.add(e.toString());
            }
            ended.countDown();
            return new Samples();
          },
          false);
    }

    @Override
    public void close() {
      closed.countDown();
    }
  }

  private CollectorRunner running(Duration takes) throws Exception {
    CollectorRunner runner =
        new CollectorRunner(
            "waiting",
            new Waiting(takes),
            Set.of(),
            Duration.ofSeconds(30),
            Duration.ofSeconds(20),
            Clock.systemUTC(),
            System::nanoTime);
    await(runner.start(vertx));
    assertThat(begun.await(20, TimeUnit.SECONDS)).isTrue();
    return runner;
  }

  @Test
  void whatIsUnderWayEndsBeforeItsThreadsDo() throws Exception {
    CollectorRunner runner = running(Duration.ofMillis(200));
    await(runner.stop());
    assertThat(ended.getCount()).isZero();
    assertThat(interrupted).isEmpty();
    await(vertx.close());
    assertThat(uncaught).isEmpty();
  }

  @Test
  @Tag("long")
  void whatDoesNotEndIsInterruptedAfterAWhile() throws Exception {
    CollectorRunner runner = running(Duration.ofSeconds(60));
    await(runner.stop());
    assertThat(ended.await(20, TimeUnit.SECONDS)).isTrue();
    assertThat(interrupted).hasSize(1);
  }
}
