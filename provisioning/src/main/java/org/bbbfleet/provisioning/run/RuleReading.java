package org.bbbfleet.provisioning.run;

import static java.util.Objects.requireNonNull;

import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bbbfleet.alerts.verify.SignalSource;
import org.bbbfleet.core.error.FleetException;
import org.bbbfleet.core.inventory.Host;
import org.bbbfleet.core.promql.PromQl;
import org.bbbfleet.provisioning.signal.RuleSignals;

/**
 * When in a run, and by which Prometheus, hosts' alert rules are read. A Prometheus that this run
 * is still to set up cannot be asked yet: the hosts of its batch are then read once that batch is
 * done, and those of earlier batches are not, which is said.
 */
final class RuleReading implements AutoCloseable {

  /** When a host's rules are read. */
  enum When {
    /** Never: the fleet has no Prometheus. */
    NEVER,
    /** As soon as the host's own signals are well. */
    NOW,
    /** When its batch is done, and the Prometheus with it. */
    AFTER_BATCH,
    /** Not in this run, which has yet to bring the Prometheus there, or failed to. */
    NOT_IN_THIS_RUN
  }

  private final Optional<FleetPrometheus> prometheus;
  private final Map<String, Integer> batches = new HashMap<>();
  private final Map<String, HostReport.State> ended = new HashMap<>();
  private final Clock clock;

  /**
   * For one run.
   *
   * @param prometheus the fleet's, if it has one
   * @param batches the hosts of the run, as they are worked on
   */
  RuleReading(Optional<FleetPrometheus> prometheus, List<List<Host>> batches, Clock clock) {
    this.prometheus = requireNonNull(prometheus, "prometheus is null");
    this.clock = requireNonNull(clock, "clock is null");
    for (int i = 0; i < batches.size(); i++) {
      for (Host host : batches.get(i)) {
        this.batches.put(host.name(), i);
      }
    }
  }

  /** A host of the run is done. */
  synchronized void ended(HostReport report) {
    ended.put(report.host(), report.state());
  }

  private synchronized Optional<HostReport.State> state(String host) {
    return Optional.ofNullable(ended.get(host));
  }

  /** When this host's rules are read, whose changes have been made. */
  When when(Host host) {
    if (prometheus.isEmpty()) {
      return When.NEVER;
    }
    String there = prometheus.get().host().name();
    Integer batch = batches.get(there);
    if (batch == null || there.equals(host.name()) || isDone(there) || knows(host)) {
      return When.NOW;
    }
    return batch <= batches.getOrDefault(host.name(), 0) && state(there).isEmpty()
        ? When.AFTER_BATCH
        : When.NOT_IN_THIS_RUN;
  }

  /** Why it is not to be had in this run, for people. */
  String whyNot() {
    String there = prometheus.map(p -> p.host().name()).orElse("");
    return state(there).isPresent() ? "its host failed" : "it comes later in this run";
  }

  /** Whether the Prometheus of this run has been brought there: then it must answer. */
  boolean canBeAsked() {
    return prometheus.isPresent() && isDone(prometheus.get().host().name());
  }

  private boolean isDone(String there) {
    return state(there)
        .filter(s -> s == HostReport.State.OK || s == HostReport.State.CHANGED)
        .isPresent();
  }

  // One that is there from before, and scrapes the host.
  private boolean knows(Host host) {
    String query = "up{host=" + PromQl.quote(host.name()) + "}";
    try {
      Optional<SignalSource> source = prometheus.orElseThrow().ask(List.of(query));
      return source.isPresent() && !source.get().query(query).isEmpty();
    } catch (FleetException e) {
      return false;
    }
  }

  /** Where it is, for people. */
  String where() {
    return prometheus.map(p -> "Prometheus on " + p.host().name()).orElse("Prometheus");
  }

  Instant now() {
    return clock.instant();
  }

  /**
   * Reads a host's rules.
   *
   * @param changed when the changes were made
   * @return empty when the Prometheus was never set up
   */
  Optional<RuleSignals.Judged> read(RuleSignals rules, Instant changed) {
    Instant asked = clock.instant();
    try {
      return prometheus
          .orElseThrow()
          .ask(rules.queries())
          .map(source -> rules.judge(source, asked, changed));
    } catch (FleetException e) {
      SignalSource silent =
          promql -> {
            throw e;
          };
      return Optional.of(rules.judge(silent, asked, changed));
    }
  }

  @Override
  public void close() {
    prometheus.ifPresent(FleetPrometheus::close);
  }
}
