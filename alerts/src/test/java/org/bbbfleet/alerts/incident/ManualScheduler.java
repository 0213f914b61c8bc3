package org.bbbfleet.alerts.incident;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.PriorityQueue;

/** Runs work on the test's thread, in order of time, when the test says so. */
final class ManualScheduler implements Scheduler {
  private static final int MOST_STEPS = 10_000;

  private final ManualClock clock;
  private final PriorityQueue<Work> queue =
      new PriorityQueue<>(Comparator.comparing(Work::at).thenComparing(Work::order));
  private long order;
  private boolean stopped;

  ManualScheduler(ManualClock clock) {
    this.clock = clock;
  }

  private record Work(Instant at, long order, Runnable work) {}

  @Override
  public void run(Runnable work) {
    after(Duration.ZERO, work);
  }

  @Override
  public Runnable after(Duration delay, Runnable work) {
    Duration positive = delay.isNegative() ? Duration.ZERO : delay;
    Work entry = new Work(clock.steady().plus(positive), order++, work);
    queue.add(entry);
    return () -> queue.remove(entry);
  }

  @Override
  public void stop() {
    stopped = true;
    queue.clear();
  }

  /** One piece of work that is due: false when there is none. */
  boolean step() {
    if (stopped || queue.isEmpty() || queue.peek().at().isAfter(clock.steady())) {
      return false;
    }
    queue.remove().work().run();
    return true;
  }

  /** Everything that is due now. */
  void settle() {
    for (int i = 0; i < MOST_STEPS; i++) {
      if (!step()) {
        return;
      }
    }
    throw new AssertionError("the healer spins: " + MOST_STEPS + " pieces of work at one moment");
  }

  /** Lets time pass, with everything that becomes due on the way. */
  void pass(Duration length) {
    Instant end = clock.steady().plus(length);
    settle();
    while (!stopped && !queue.isEmpty() && !queue.peek().at().isAfter(end)) {
      clock.set(queue.peek().at());
      settle();
    }
    clock.set(end);
    settle();
  }
}
