package org.bbbfleet.provisioning.run;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.bbbfleet.core.error.ErrorCategory;
import org.bbbfleet.core.error.FleetException;
import org.bbbfleet.core.inventory.Host;
import org.bbbfleet.provisioning.facts.Facts;
import org.bbbfleet.provisioning.signal.RuleSignals;
import org.bbbfleet.provisioning.signal.Signals;

/**
 * Reads the signals of a host's roles until all are well or a role's time is up: those that the
 * host itself tells, and after changes the alert rules, too. What was measured before the changes
 * counts for nothing.
 */
final class Verification {
  private static final Duration PAUSE = Duration.ofSeconds(1);

  private final Host host;
  private final Signals signals;
  private final Supplier<RuleSignals> rules;
  private final RuleReading reading;
  private final RunListener listener;
  private final RunControl control;

  /** How the host is looked at. */
  interface Look {
    /** Its facts, after a second if this is not the first look. */
    Facts facts(Round round, Signals signals);
  }

  /** Which look it is. */
  enum Round {
    FIRST,
    LATER
  }

  /** What is well, and what can only be read when the host's batch is done. */
  record Verified(List<String> well, Optional<Later> later) {
    Verified {
      well = List.copyOf(well);
    }
  }

  Verification(
      Host host,
      Signals signals,
      Supplier<RuleSignals> rules,
      RuleReading reading,
      RunListener listener,
      RunControl control) {
    this.host = host;
    this.signals = signals;
    this.rules = rules;
    this.reading = reading;
    this.listener = listener;
    this.control = control;
  }

  /** Without changes, what came with the facts will do. */
  List<String> withoutChanges(Facts facts, Look look) {
    Signals.Verdict verdict = signals.judge(facts);
    if (verdict.allWell()) {
      return verdict.well();
    }
    listener.verifying(host);
    long began = System.nanoTime();
    Round round = Round.FIRST;
    while (true) {
      verdict = signals.judge(look.facts(round, signals));
      if (verdict.allWell()) {
        return verdict.well();
      }
      check(verdict, began);
      round = Round.LATER;
    }
  }

  /**
   * After changes, which have just been made.
   *
   * @throws FleetException (REMOTE) saying what is not well when its time is up
   */
  Verified afterChanges(Look look) {
    listener.verifying(host);
    long began = System.nanoTime();
    Instant changed = reading.now();
    RuleSignals ofRoles = rules.get();
    Round round = Round.FIRST;
    while (true) {
      Duration since = Duration.ofNanos(System.nanoTime() - began);
      Signals.Verdict own = signals.judgeFresh(look.facts(round, signals), since);
      if (own.allWell()) {
        Optional<RuleSignals.Judged> alerts = Optional.empty();
        RuleReading.When when = ofRoles.isEmpty() ? RuleReading.When.NEVER : reading.when(host);
        switch (when) {
          case NEVER -> {}
          case NOW -> {
            alerts = reading.read(ofRoles, changed);
            if (alerts.isEmpty()) {
              listener.warned(host, notRead("it is not set up"));
            }
          }
          case AFTER_BATCH -> {
            return new Verified(own.well(), Optional.of(new Later(ofRoles, changed)));
          }
          case NOT_IN_THIS_RUN -> listener.warned(host, notRead(reading.whyNot()));
        }
        if (alerts.map(judged -> judged.verdict().allWell()).orElse(true)) {
          List<String> well = new ArrayList<>(own.well());
          alerts.ifPresent(judged -> well.addAll(told(judged)));
          return new Verified(well, Optional.empty());
        }
        own = alerts.get().verdict();
      }
      check(own, began);
      round = Round.LATER;
    }
  }

  // What is broken and fails no run is said; what is well is given back.
  private List<String> told(RuleSignals.Judged judged) {
    judged.told().forEach(what -> listener.warned(host, host.name() + ": " + what));
    return judged.verdict().well();
  }

  private String notRead(String why) {
    return host.name() + ": its alert rules were not read from " + reading.where() + ": " + why;
  }

  // A role whose time is zero is given one look.
  private void check(Signals.Verdict verdict, long began) {
    List<Signals.Trouble> overdue = verdict.overdue(Duration.ofNanos(System.nanoTime() - began));
    if (!overdue.isEmpty()) {
      throw new FleetException(ErrorCategory.REMOTE, notWell(overdue));
    }
    HostTurn.checkNotStopped(control, host.name());
  }

  private String notWell(List<Signals.Trouble> overdue) {
    Map<String, List<String>> byRole = new LinkedHashMap<>();
    overdue.forEach(
        t ->
            byRole
                .computeIfAbsent(
                    t.role() + " after " + t.within().toSeconds() + " s", r -> new ArrayList<>())
                .add(t.what()));
    return host.name()
        + ": not well: "
        + byRole.entrySet().stream()
            .map(e -> e.getKey() + ": " + String.join(", ", e.getValue()))
            .collect(Collectors.joining("; "));
  }

  /** The alert rules of a host that was done before the Prometheus that knows them. */
  final class Later {
    private final RuleSignals ofRoles;
    private final Instant changed;

    private Later(RuleSignals ofRoles, Instant changed) {
      this.ofRoles = ofRoles;
      this.changed = changed;
    }

    /**
     * Reads them; their time begins now, since nobody could have read them before.
     *
     * @throws FleetException (REMOTE) saying what is not well when its time is up
     */
    List<String> read() {
      if (!reading.canBeAsked()) {
        listener.warned(host, notRead(reading.whyNot()));
        return List.of();
      }
      long began = System.nanoTime();
      while (true) {
        Optional<RuleSignals.Judged> judged = reading.read(ofRoles, changed);
        if (judged.isEmpty()) {
          listener.warned(host, notRead("it is not set up"));
          return List.of();
        }
        if (judged.get().verdict().allWell()) {
          return told(judged.get());
        }
        check(judged.get().verdict(), began);
        LockSupport.parkNanos(this, TimeUnit.MILLISECONDS.toNanos(PAUSE.toMillis()));
      }
    }
  }
}
