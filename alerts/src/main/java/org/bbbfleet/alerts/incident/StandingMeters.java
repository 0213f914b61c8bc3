package org.bbbfleet.alerts.incident;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntSupplier;

/** What holds the healer back for longer, as gauges; looked up now and then, not by the scrape. */
final class StandingMeters {
  private static final Duration EVERY = Duration.ofSeconds(15);

  private final People people;
  private final Scheduler scheduler;
  private final AtomicInteger stopped = new AtomicInteger();
  private final AtomicInteger pauses = new AtomicInteger();

  StandingMeters(People people, IntSupplier ways, Scheduler scheduler, MeterRegistry registry) {
    this.people = people;
    this.scheduler = scheduler;
    Gauge.builder("fleet.healing.stopped", stopped, AtomicInteger::get)
        .description("Whether a person stopped all healing (1) or not (0).")
        .register(registry);
    Gauge.builder("fleet.healing.pauses", pauses, AtomicInteger::get)
        .description("Pauses that have not expired.")
        .register(registry);
    Gauge.builder("fleet.escalation.ways", ways::getAsInt)
        .description("Ways to a person that are configured; 0: nobody is called.")
        .register(registry);
  }

  /** Looks now, and again and again. */
  void watch() {
    scheduler.after(EVERY, this::watch);
    stopped.set(people.stopped().isPresent() ? 1 : 0);
    pauses.set(people.pauses().size());
  }
}
