package org.bbbfleet.alerts.escalation;

import static java.util.Objects.requireNonNull;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongFunction;
import org.bbbfleet.alerts.audit.AuditEntry;
import org.bbbfleet.alerts.audit.AuditTrail;
import org.bbbfleet.alerts.audit.AuditTrail.Subject;
import org.bbbfleet.alerts.audit.EventKind;
import org.bbbfleet.alerts.escalation.Escalations.Row;
import org.bbbfleet.alerts.intake.AlertSink;
import org.bbbfleet.alerts.intake.AlertSink.Sent;

/**
 * Sees to it that a person is reached: by Alertmanager, which is told again and again until
 * somebody takes it or it is over; by the direct channels when Alertmanager does not take it. All
 * that it must remember is in the store. {@link #tick} is to be called often and blocks.
 */
public final class Escalator {
  private static final int MOST = 500;

  private final EscalationConfig config;
  private final Escalations rows;
  private final LongFunction<Optional<Escalation>> describe;
  private final Caller caller;
  private final AuditTrail trail;
  private final Clock clock;
  private final Map<String, Silence> silences = new LinkedHashMap<>();

  /** A system that does not answer. */
  private static final class Silence {
    private final Instant since;
    private String why;
    private boolean told;
    private boolean over;

    private Silence(Instant since, String why) {
      this.since = since;
      this.why = why;
    }
  }

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
  }

  /** Tells whether a system that the healer depends on answers, and why not. */
  public synchronized void answers(String system, Optional<String> failure) {
    Silence silence = silences.get(system);
    if (failure.isPresent()) {
      if (silence == null || silence.over) {
        silences.put(system, new Silence(clock.instant(), failure.get()));
      } else {
        silence.why = failure.get();
      }
    } else if (silence != null && silence.told) {
      silence.over = true;
    } else {
      silences.remove(system);
    }
  }

  /** Does what is due. */
  public synchronized void tick() {
    Instant now = clock.instant();
    List<Due> dues = new ArrayList<>();
    for (Row row : rows.open(MOST)) {
      Optional<Escalation> told = describe.apply(row.incident());
      if (told.isPresent()) {
        dues.add(new Due(row, told.get()));
      }
    }
    List<Sent> alerts = new ArrayList<>();
    List<Due> live = dues.stream().filter(due -> due.row.wanted()).toList();
    List<Due> over = dues.stream().filter(due -> !due.row.wanted()).toList();
    List<Due> repeated = live.stream().filter(due -> due.isToBePosted(now, config)).toList();
    List<Due> ending = over.stream().filter(due -> due.row.posted().isPresent()).toList();
    org.bbbfleet.alerts.audit.AuditHead head = trail.head();
    repeated.forEach(due -> alerts.add(Telling.alert(due.told, now.plus(config.life()), head)));
    ending.forEach(due -> alerts.add(Telling.over(due.told, now, head)));
    alerts.addAll(silent(now));
    boolean accepted = alerts.isEmpty() || caller.post(alerts);
    if (accepted) {
      record(repeated, ending, now);
    }
    direct(live, over, accepted, now);
    close(over, accepted, now);
    tellSilences(accepted, now);
  }

  private record Due(Row row, Escalation told) {
    boolean isToBePosted(Instant now, EscalationConfig config) {
      return row.posted().isEmpty() || !row.posted().get().plus(config.repost()).isAfter(now);
    }

    /** Whether Alertmanager has not known of it for too long. */
    boolean isStranded(Instant now, EscalationConfig config) {
      Instant known = row.posted().map(p -> p.plus(config.repost())).orElse(row.raised());
      return !known.plus(config.patience()).isAfter(now);
    }

    Subject subject() {
      return new Subject(java.util.OptionalLong.of(told.incident()), told.host(), told.alert());
    }
  }

  private void record(List<Due> repeated, List<Due> ending, Instant now) {
    if (repeated.isEmpty() && ending.isEmpty()) {
      return;
    }
    trail.change(
        change -> {
          for (Due due : repeated) {
            rows.posted(change.handle(), due.row.incident(), now);
            if (due.row.posted().isEmpty()) {
              change.say(
                  AuditEntry.of(
                          due.subject(),
                          EventKind.CALLED,
                          "a person is called through " + caller.sinks())
                      .because(due.told.reason()));
            }
          }
          return null;
        });
  }

  private void direct(List<Due> live, List<Due> over, boolean accepted, Instant now) {
    List<Due> calls =
        live.stream()
            .filter(
                due ->
                    config.use() == EscalationConfig.Use.ALWAYS
                        ? due.row.called().isEmpty()
                            || (!accepted
                                && due.row.called().get().plus(config.again()).isBefore(now))
                        : !accepted
                            && due.isStranded(now, config)
                            && due.row
                                .called()
                                .map(at -> !at.plus(config.again()).isAfter(now))
                                .orElse(true))
            .toList();
    if (!calls.isEmpty()) {
      Caller.Result result = caller.call(Telling.call(calls.stream().map(Due::told).toList()), now);
      if (result.ended()) {
        trail.change(
            change -> {
              for (Due due : calls) {
                rows.called(change.handle(), due.row.incident(), now);
                change.say(
                    AuditEntry.of(due.subject(), EventKind.CALLED, result.text())
                        .because(due.told.reason())
                        .seeing(result.evidence()));
              }
              return null;
            });
      }
    }
    List<Escalation> told =
        over.stream()
            .filter(due -> due.row.called().isPresent())
            // Once: while Alertmanager does not take the end, it stays open for some passes.
            .filter(due -> isClosing(due, accepted, now))
            .map(Due::told)
            .toList();
    if (!told.isEmpty()) {
      caller.call(Telling.over(told), now);
    }
  }

  /** What is over is forgotten when Alertmanager was told, or will have forgotten by itself. */
  private void close(List<Due> over, boolean accepted, Instant now) {
    List<Due> closed = over.stream().filter(due -> isClosing(due, accepted, now)).toList();
    if (!closed.isEmpty()) {
      trail.change(
          change -> {
            closed.forEach(due -> rows.closed(change.handle(), due.row.incident(), now));
            return null;
          });
    }
  }

  private boolean isClosing(Due due, boolean accepted, Instant now) {
    return accepted
        || due.row.posted().map(at -> !at.plus(config.life()).isAfter(now)).orElse(true);
  }

  private List<Sent> silent(Instant now) {
    List<Sent> alerts = new ArrayList<>();
    silences.forEach(
        (system, silence) -> {
          if (isDue(silence, now) || silence.over) {
            Instant until = silence.over ? now : now.plus(config.life());
            alerts.add(
                Telling.silence(
                    system, silence.why, silence.since, until, config.base().toString()));
          }
        });
    return alerts;
  }

  private boolean isDue(Silence silence, Instant now) {
    return !silence.since.plus(config.silentAfter()).isAfter(now);
  }

  private void tellSilences(boolean accepted, Instant now) {
    silences.forEach(
        (system, silence) -> {
          if (!silence.told && isDue(silence, now)) {
            String since = Duration.between(silence.since, now).toMinutes() + " min";
            String text = system + " has not answered for " + since + ": " + silence.why;
            Caller.Result result =
                accepted && config.use() == EscalationConfig.Use.FALLBACK
                    ? new Caller.Result(true, "a person is called through " + caller.sinks(), "")
                    : caller.call(
                        new Channel.Call(
                            "BBB Fleet is blind: " + system, text + "\n", "firing", List.of()),
                        now);
            if (result.ended()) {
              silence.told = true;
              say(text, result);
            }
          } else if (silence.over) {
            if (!accepted || config.use() == EscalationConfig.Use.ALWAYS) {
              caller.call(
                  new Channel.Call(
                      "BBB Fleet: over: " + system,
                      system + " answers again\n",
                      "resolved",
                      List.of()),
                  now);
            }
            say(system + " answers again", new Caller.Result(true, "", ""));
          }
        });
    silences.values().removeIf(silence -> silence.over);
  }

  private void say(String text, Caller.Result result) {
    trail.change(
        change -> {
          change.say(
              AuditEntry.of(Subject.NONE, EventKind.CALLED, text)
                  .because(result.text())
                  .seeing(result.evidence()));
          return null;
        });
  }

  /** Alertmanagers that people are called through. */
  static String names(List<AlertSink> sinks) {
    return String.join(", ", sinks.stream().map(AlertSink::name).toList());
  }
}
