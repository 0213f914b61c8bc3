package org.bbbfleet.alerts.incident;

import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives each incident its turns: one at a time, the next when it is due or when something happened
 * meanwhile. Holds no state that matters: everything is in the store.
 */
final class Turns {
  private static final Logger log = LoggerFactory.getLogger(Turns.class);
  private static final Duration AFTER_FAILURE = Duration.ofSeconds(5);
  private static final Duration LONGEST_SLEEP = Duration.ofHours(1);

  private final Scheduler scheduler;
  private final Clock clock;
  private final LongFunction<Next> advance;
  private final Map<Long, Turn> turns = new HashMap<>();

  Turns(Scheduler scheduler, Clock clock, LongFunction<Next> advance) {
    this.scheduler = scheduler;
    this.clock = clock;
    this.advance = advance;
  }

  /** What is known of one incident; guarded by the map's owner. */
  private static final class Turn {
    private boolean running;
    private boolean wanted;
    private Runnable cancel = () -> {};
  }

  /** Looks at an incident soon. */
  synchronized void wake(long id) {
    Turn turn = turns.computeIfAbsent(id, key -> new Turn());
    turn.cancel.run();
    turn.cancel = () -> {};
    if (turn.running) {
      turn.wanted = true;
    } else {
      turn.running = true;
      scheduler.run(() -> take(id));
    }
  }

  private void take(long id) {
    Next next;
    try {
      next = advance.apply(id);
    } catch (RuntimeException e) {
      log.error("incident {} could not be moved on; trying again", id, e);
      next = Next.at(clock.instant().plus(AFTER_FAILURE));
    }
    rest(id, next);
  }

  private synchronized void rest(long id, Next next) {
    Turn turn = turns.get(id);
    turn.running = false;
    if (turn.wanted || next instanceof Next.Now) {
      turn.wanted = false;
      wake(id);
    } else if (next instanceof Next.At at) {
      Duration delay = Duration.between(clock.instant(), at.time());
      turn.cancel =
          scheduler.after(
              delay.compareTo(LONGEST_SLEEP) > 0 ? LONGEST_SLEEP : delay, () -> wake(id));
    } else {
      turns.remove(id);
    }
  }
}
