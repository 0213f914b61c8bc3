package org.bbbfleet.alerts.incident;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.bbbfleet.alerts.action.Outcome;
import org.bbbfleet.alerts.guard.Decision;

/** What the healer counts of itself. Labels are closed sets: no host, no alert. */
final class HealerMeters {
  private static final Duration[] HEALED_WITHIN =
      IntStream.of(10, 30, 60, 120, 300, 900, 1800, 3600)
          .mapToObj(Duration::ofSeconds)
          .toArray(Duration[]::new);

  private final MeterRegistry registry;
  private final Map<IncidentState, AtomicInteger> standing = new EnumMap<>(IncidentState.class);

  HealerMeters(MeterRegistry registry, Map<IncidentState, Integer> now) {
    this.registry = registry;
    for (IncidentState state : IncidentState.values()) {
      if (!state.closed()) {
        AtomicInteger count = new AtomicInteger(now.getOrDefault(state, 0));
        standing.put(state, count);
        Gauge.builder("fleet.incidents", count, AtomicInteger::get)
            .description("Incidents that are not closed, by where they stand.")
            .tag("state", label(state))
            .register(registry);
      }
    }
  }

  MeterRegistry registry() {
    return registry;
  }

  void opened() {
    standing.get(IncidentState.OPEN).incrementAndGet();
    Counter.builder("fleet.incidents.opened")
        .description("Incidents that were opened.")
        .register(registry)
        .increment();
  }

  void reopened() {
    standing.get(IncidentState.OPEN).incrementAndGet();
  }

  void lostNotifications(int count) {
    Counter.builder("fleet.reconciliation.notifications.lost")
        .description("Incidents that were opened by asking, as no notification told of them.")
        .register(registry)
        .increment(count);
  }

  void lostResolves(int count) {
    Counter.builder("fleet.reconciliation.resolves.lost")
        .description("Incidents whose alerts were found to be over by asking.")
        .register(registry)
        .increment(count);
  }

  void reconciliationFailed() {
    Counter.builder("fleet.reconciliation.failures")
        .description("Times that Alertmanager or Prometheus could not be asked for its alerts.")
        .register(registry)
        .increment();
  }

  void moved(IncidentState from, IncidentState to) {
    if (from == to) {
      return;
    }
    if (!from.closed()) {
      standing.get(from).decrementAndGet();
    }
    if (!to.closed()) {
      standing.get(to).incrementAndGet();
    }
    if (to.closed() || to == IncidentState.ESCALATED) {
      Counter.builder("fleet.incidents.ended")
          .description("Incidents that were healed, escalated to a person or resolved without us.")
          .tag("state", label(to))
          .register(registry)
          .increment();
    }
  }

  void attempt(String action, Outcome outcome) {
    Counter.builder("fleet.attempts")
        .description("Attempts by action and how they ended; only the signal says if they helped.")
        .tag("action", action)
        .tag("outcome", outcome.label())
        .register(registry)
        .increment();
  }

  void refusal(String guard) {
    Counter.builder("fleet.guard.refusals")
        .description(
            "Steps that a guard made wait (counted once), turned into a question, refused, or held"
                + " back at the last moment.")
        .tag("guard", guard)
        .register(registry)
        .increment();
  }

  /** What a guard said: counted, and among the refusals if it did not let the step pass. */
  void said(String guard, Decision decision) {
    decision(guard, decision.label());
    if (!(decision instanceof Decision.Pass) && !(decision instanceof Decision.Moot)) {
      refusal(guard);
    }
  }

  void decision(String guard, String decision) {
    Counter.builder("fleet.guard.decisions")
        .description(
            "What guards said to steps: pass, wait, ask, refuse, well. A step that waits is put before"
                + " them again and again: counted once for each guard that makes it wait.")
        .tag("guard", guard)
        .tag("decision", decision)
        .register(registry)
        .increment();
  }

  void healed(Duration took) {
    Timer.builder("fleet.time.to.heal")
        .description("From the first notification to the verified end of healed incidents.")
        .serviceLevelObjectives(HEALED_WITHIN)
        .register(registry)
        .record(took);
  }

  private static String label(IncidentState state) {
    return state.name().toLowerCase(Locale.ROOT);
  }
}
