package org.bbbfleet.alerts.escalation;

import static java.util.Objects.requireNonNull;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongFunction;
import java.util.stream.Collectors;
import org.bbbfleet.alerts.audit.AuditEntry;
import org.bbbfleet.alerts.audit.AuditHead;
import org.bbbfleet.alerts.audit.AuditTrail;
import org.bbbfleet.alerts.audit.AuditTrail.Subject;
import org.bbbfleet.alerts.audit.EventKind;
import org.bbbfleet.alerts.escalation.Escalations.Row;
import org.bbbfleet.alerts.intake.AlertSink.Sent;

/**
 * Sees to it that a person is reached: by Alertmanager, which is told again and again until
 * somebody takes it or it is over; by the direct channels when Alertmanager does not take it, or
 * has nobody to bring it to. All that it must remember is in the store. {@link #tick} is to be
 * called often and blocks.
 */
public final class Escalator {
  private static final int MOST = 500;

  private final EscalationConfig config;
  private final Escalations rows;
  private final LongFunction<Optional<Escalation>> describe;
  private final Caller caller;
  private final AuditTrail trail;
  private final Clock clock;
  private final Ledger ledger;
  private final SilentSystems silent;

  /**
   * @param describe tells of an incident, if there is one of this id
   */
  public Escalator(
      EscalationConfig config,
      Escalations rows,
      LongFunction<Optional<Escalation>> describe,
      Caller caller,
      AuditTrail trail,
      Clock clock) {
    this.config = requireNonNull(config, "config is null");
    this.rows = requireNonNull(rows, "rows is null");
    this.describe = requireNonNull(describe, "describe is null");
    this.caller = requireNonNull(caller, "caller is null");
    this.trail = requireNonNull(trail, "trail is null");
    this.clock = requireNonNull(clock, "clock is null");
    this.ledger = new Ledger(rows, trail);
    this.silent = new SilentSystems(config, caller, ledger, clock);
  }

  /** How many ways to a person there are: channels, and Alertmanager if it calls anybody. */
  public int ways() {
    return caller.ways(config);
  }

  /** Tells whether a system that the healer depends on answers, and why not. */
  public synchronized void answers(String system, Optional<String> failure) {
    silent.answers(system, failure);
  }

  /** Does what is due. */
  public synchronized void tick() {
    Instant now = clock.instant();
    ledger.flush(now);
    List<Due> dues = new ArrayList<>();
    for (Row row : rows.open(MOST)) {
      Optional<Escalation> told = describe.apply(row.incident());
      if (told.isPresent() && !ledger.isClosed(row)) {
        dues.add(new Due(row, told.get(), ledger.posted(row, now), ledger.called(row, now)));
      }
    }
    List<Due> live = dues.stream().filter(due -> due.row.wanted()).toList();
    List<Due> over = dues.stream().filter(due -> !due.row.wanted()).toList();
    boolean accepted = post(live, over, now);
    direct(live, accepted && calls(), now);
    end(over, accepted, now);
    silent.tell(accepted && calls(), now);
    ledger.flush(now);
  }

  /** Whether what Alertmanager takes comes to a person. */
  private boolean calls() {
    return caller.calls(config);
  }

  private record Due(Row row, Escalation told, Optional<Instant> posted, Optional<Instant> called) {
    boolean isToBePosted(Instant now, EscalationConfig config) {
      return posted.isEmpty() || !posted.get().plus(config.repost()).isAfter(now);
    }

    /** Whether Alertmanager has not known of it for too long. */
    boolean isStranded(Instant now, EscalationConfig config) {
      Instant known = posted.map(p -> p.plus(config.repost())).orElse(row.raised());
      return !known.plus(config.patience()).isAfter(now);
    }

    /** Whether it may be told directly once more. */
    boolean isToBeCalledAgain(Instant now, EscalationConfig config) {
      return called.isEmpty() || !called.get().plus(config.again()).isAfter(now);
    }

    boolean isClosing(boolean accepted, Instant now, EscalationConfig config) {
      return accepted || posted.map(at -> !at.plus(config.life()).isAfter(now)).orElse(true);
    }

    Subject subject() {
      return new Subject(OptionalLong.of(told.incident()), told.host(), told.alert());
    }
  }

  private boolean post(List<Due> live, List<Due> over, Instant now) {
    List<Due> repeated = live.stream().filter(due -> due.isToBePosted(now, config)).toList();
    List<Sent> alerts = new ArrayList<>();
    AuditHead head = trail.head();
    repeated.forEach(due -> alerts.add(Telling.alert(due.told, now.plus(config.life()), head)));
    over.stream()
        .filter(due -> due.posted.isPresent())
        .forEach(due -> alerts.add(Telling.over(due.told, now, head)));
    alerts.addAll(silent.alerts(now));
    boolean accepted = alerts.isEmpty() || caller.post(alerts);
    if (accepted) {
      repeated.forEach(due -> posted(due, now));
    }
    return accepted;
  }

  private void posted(Due due, Instant now) {
    ledger.posted(due.row.incident(), now);
    if (due.posted.isEmpty() && calls()) {
      say(due, "a person is called through " + caller.sinks(), "", "through");
    }
  }

  private void direct(List<Due> live, boolean reached, Instant now) {
    List<Due> calls = live.stream().filter(due -> isToBeCalled(due, reached, now)).toList();
    if (calls.isEmpty()) {
      return;
    }
    Caller.Result result = caller.call(Telling.call(calls.stream().map(Due::told).toList()), now);
    if (result.ended()) {
      for (Due due : calls) {
        ledger.called(due.row.incident(), now);
        say(due, result.text(), result.evidence(), "direct");
      }
    }
  }

  private boolean isToBeCalled(Due due, boolean reached, Instant now) {
    boolean always = config.use() == EscalationConfig.Use.ALWAYS || !calls();
    if (reached) {
      return always && due.called.isEmpty();
    }
    return due.isToBeCalledAgain(now, config) && (always || due.isStranded(now, config));
  }

  /** What is over is forgotten when Alertmanager was told, or will have forgotten by itself. */
  private void end(List<Due> over, boolean accepted, Instant now) {
    // Once: while Alertmanager does not take the end, it stays open for some passes.
    List<Due> closing = over.stream().filter(due -> due.isClosing(accepted, now, config)).toList();
    Map<Optional<String>, List<Escalation>> told =
        closing.stream()
            .filter(due -> due.called.isPresent())
            .collect(
                Collectors.groupingBy(
                    due -> due.row.ended().isPresent() ? Optional.empty() : due.row.takenBy(),
                    Collectors.mapping(Due::told, Collectors.toList())));
    told.forEach(
        (taker, these) ->
            caller.call(
                taker.map(who -> Telling.taken(these, who)).orElseGet(() -> Telling.over(these)),
                now));
    closing.forEach(due -> ledger.closed(due.row.incident(), now));
  }

  private void say(Due due, String text, String evidence, String way) {
    AuditEntry entry =
        AuditEntry.of(due.subject(), EventKind.CALLED, text)
            .because(due.told.reason())
            .seeing(evidence);
    ledger.write(way + " " + due.row.incident(), change -> change.say(entry));
  }
}
