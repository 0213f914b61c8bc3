package org.bbbfleet.alerts.incident;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import org.bbbfleet.alerts.escalation.Escalation;
import org.bbbfleet.alerts.intake.Alert;
import org.bbbfleet.alerts.intake.AlertList;
import org.bbbfleet.alerts.intake.KnownAlert;
import org.bbbfleet.alerts.intake.KnownAlert.State;
import org.bbbfleet.alerts.intake.PrometheusAlerts;
import org.bbbfleet.alerts.policy.Policy;
import org.bbbfleet.alerts.policy.PolicyBook;
import org.bbbfleet.alerts.verify.SignalCheck;
import org.bbbfleet.alerts.verify.Verdict.Health;
import org.bbbfleet.core.error.FleetException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Compares the incidents with what Alertmanager and Prometheus list, so that a notification or a
 * resolve that was lost heals, too. Everything must be seen twice before it counts, as the
 * notification may just be under way. An Alertmanager that is down, or a Prometheus that is blind,
 * ends nothing.
 */
final class Reconciliation {
  private static final Logger log = LoggerFactory.getLogger(Reconciliation.class);

  /** So long after its end an incident whose alert still fires is looked at again. */
  private static final Duration CLOSED_LONG_AGO = Duration.ofMinutes(10);

  private static final Duration HEALED_LATELY = Duration.ofDays(1);
  private static final Duration FRESH = Duration.ofMinutes(1);

  private final List<AlertList> alertmanagers;
  private final Optional<AlertList> prometheus;
  private final Casebook casebook;
  private final Admission admission;
  private final PolicyBook policies;
  private final SignalCheck signal;
  private final Turns turns;
  private final BiConsumer<String, Optional<String>> health;
  private final Duration young;
  private Set<String> missing = new HashSet<>();
  private Set<Long> absent = new HashSet<>();
  private final AtomicBoolean trustful = new AtomicBoolean();

  /**
   * @param young what has not run for so long does not know everything yet, and ends nothing
   */
  Reconciliation(
      List<AlertList> alertmanagers,
      Optional<AlertList> prometheus,
      Casebook casebook,
      Admission admission,
      PolicyBook policies,
      SignalCheck signal,
      Turns turns,
      BiConsumer<String, Optional<String>> health,
      Duration young) {
    this.alertmanagers = List.copyOf(alertmanagers);
    this.prometheus = prometheus;
    this.casebook = casebook;
    this.admission = admission;
    this.policies = policies;
    this.signal = signal;
    this.turns = turns;
    this.health = health;
    this.young = young;
  }

  /** Whether there is anything to compare with. */
  boolean isPossible() {
    return !alertmanagers.isEmpty() || prometheus.isPresent();
  }

  /** The next pass takes what it sees at once: it is known that something is missing. */
  void somethingIsMissing() {
    trustful.set(true);
  }

  /** What a system listed; the list is empty if it did not answer. */
  private record Listed(boolean answered, boolean complete, List<KnownAlert> alerts) {
    boolean lists(Incident incident) {
      return alerts.stream().anyMatch(known -> same(known.alert(), incident));
    }

    static boolean same(Alert alert, Incident incident) {
      boolean named =
          alert.fingerprint().equals(incident.fingerprint())
              && alert.startsAt().equals(incident.startsAt());
      boolean told =
          alert.name().equals(incident.alert())
              && incident.labels().entrySet().containsAll(alert.labels().entrySet());
      boolean found =
          incident.fingerprint().startsWith(PrometheusAlerts.PREFIX)
              && alert.labels().entrySet().containsAll(incident.labels().entrySet());
      return named || told || found;
    }
  }

  /** One comparison; blocks. */
  synchronized void pass() {
    // Taken back before anything is asked: what is found missing meanwhile is for the next pass.
    boolean missed = trustful.getAndSet(false);
    Listed manager = ask(alertmanagers);
    Listed prom = ask(prometheus.stream().toList());
    boolean atOnce = missed && manager.answered();
    if (missed && !manager.answered()) {
      trustful.set(true);
    }
    List<Incident> watched = casebook.incidents().watched(casebook.now().minus(HEALED_LATELY));
    open(manager, prom, watched, atOnce);
    end(manager, prom, watched);
  }

  private void open(Listed manager, Listed prom, List<Incident> watched, boolean atOnce) {
    Map<String, Alert> candidates = new HashMap<>();
    for (KnownAlert known : manager.alerts()) {
      if (known.state() == State.ACTIVE && isNews(known.alert())) {
        candidates.put(key(known.alert()), known.alert());
      }
    }
    for (KnownAlert known : prom.alerts()) {
      // Alertmanager's word comes first: it knows silences.
      boolean told = manager.alerts().stream().anyMatch(m -> covers(m.alert(), known.alert()));
      boolean ours = watched.stream().anyMatch(i -> Listed.same(known.alert(), i));
      if (known.state() == State.ACTIVE && !told && !ours && isNews(known.alert())) {
        candidates.put(key(known.alert()), known.alert());
      }
    }
    List<Alert> lost =
        candidates.entrySet().stream()
            .filter(one -> atOnce || missing.contains(one.getKey()))
            .map(Map.Entry::getValue)
            .toList();
    missing = new HashSet<>(candidates.keySet());
    if (!lost.isEmpty()) {
      int opened = admission.found(lost);
      casebook.meters().lostNotifications(opened);
      lost.forEach(alert -> missing.remove(key(alert)));
    }
    watched.stream()
        .filter(incident -> incident.state() == IncidentState.HEALED && manager.lists(incident))
        .forEach(incident -> turns.wake(incident.id()));
  }

  private static boolean covers(Alert manager, Alert prometheus) {
    return manager.name().equals(prometheus.name())
        && manager.labels().entrySet().containsAll(prometheus.labels().entrySet());
  }

  private static String key(Alert alert) {
    return alert.fingerprint() + " " + alert.startsAt();
  }

  private boolean isNews(Alert alert) {
    if (alert.name().equals(Escalation.ALERT)) {
      return false;
    }
    Optional<Incident> known = casebook.incidents().of(alert);
    Instant longAgo = casebook.now().minus(CLOSED_LONG_AGO);
    return known.isEmpty()
        || (known.get().state() == IncidentState.RESOLVED
            && known.get().closedAt().map(longAgo::isAfter).orElse(false));
  }

  private void end(Listed manager, Listed prom, List<Incident> watched) {
    if (!prom.complete() || (!manager.complete() && !alertmanagers.isEmpty())) {
      absent = new HashSet<>();
      return;
    }
    Set<Long> before = absent;
    List<Incident> gone =
        watched.stream()
            // What a person ordered has no alert that could be over.
            .filter(incident -> !incident.alert().equals(ByHand.ALERT))
            .filter(incident -> incident.resolvedAt().isEmpty())
            .filter(incident -> !manager.lists(incident) && !prom.lists(incident))
            .toList();
    List<Incident> over =
        gone.stream().filter(one -> before.contains(one.id())).filter(this::isWell).toList();
    absent = gone.stream().map(Incident::id).collect(Collectors.toCollection(HashSet::new));
    if (!over.isEmpty()) {
      admission.over(over, "neither Alertmanager nor Prometheus lists it: its resolve was lost");
      casebook.meters().lostResolves(over.size());
    }
  }

  /** An alert also vanishes when nothing is measured any more: that is not the end of it. */
  private boolean isWell(Incident incident) {
    Policy policy = policies.of(incident.alert(), incident.host()).orElse(null);
    return policy == null
        || signal.check(policy.rule(), incident.labels(), casebook.now().minus(FRESH)).health()
            == Health.WELL;
  }

  private Listed ask(List<AlertList> systems) {
    boolean answered = false;
    boolean complete = !systems.isEmpty();
    List<KnownAlert> alerts = new ArrayList<>();
    for (AlertList system : systems) {
      try {
        alerts.addAll(system.alerts());
        answered = true;
        complete &= system.uptime().compareTo(young) >= 0;
        health.accept(system.name(), Optional.empty());
      } catch (FleetException e) {
        complete = false;
        casebook.meters().reconciliationFailed();
        log.warn("{} could not be asked for its alerts: {}", system.name(), e.getMessage());
        health.accept(system.name(), Optional.of(e.category() + ": " + e.getMessage()));
      } catch (RuntimeException e) {
        // Whatever is wrong with one must not keep the others from being asked.
        complete = false;
        casebook.meters().reconciliationFailed();
        log.error("{} could not be asked for its alerts", system.name(), e);
        health.accept(system.name(), Optional.of(e.toString()));
      }
    }
    return new Listed(answered, complete, alerts);
  }
}
