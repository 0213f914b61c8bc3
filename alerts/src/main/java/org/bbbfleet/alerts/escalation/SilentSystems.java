package org.bbbfleet.alerts.escalation;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bbbfleet.alerts.audit.AuditEntry;
import org.bbbfleet.alerts.audit.AuditTrail.Subject;
import org.bbbfleet.alerts.audit.EventKind;
import org.bbbfleet.alerts.intake.AlertSink.Sent;

/**
 * Systems that the healer depends on and that do not answer: people are told, once, and told when
 * they answer again.
 */
final class SilentSystems {
  private final EscalationConfig config;
  private final Caller caller;
  private final Ledger ledger;
  private final Clock clock;
  private final Map<String, Silence> silences = new LinkedHashMap<>();

  SilentSystems(EscalationConfig config, Caller caller, Ledger ledger, Clock clock) {
    this.config = config;
    this.caller = caller;
    this.ledger = ledger;
    this.clock = clock;
  }

  /** A system that does not answer. */
  private static final class Silence {
    private Instant since;
    private String why;
    private boolean told;
    private boolean over;

    private Silence(Instant since, String why) {
      this.since = since;
      this.why = why;
    }
  }

  void answers(String system, Optional<String> failure) {
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

  /** What Alertmanager is to be told of them now. */
  List<Sent> alerts(Instant now) {
    List<Sent> alerts = new ArrayList<>();
    silences.forEach(
        (system, silence) -> {
          if (silence.since.isAfter(now)) {
            // The clock was set back.
            silence.since = now;
          }
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

  /**
   * Tells people who were not told yet.
   *
   * @param reached whether Alertmanager took the alerts and brings them to people
   */
  void tell(boolean reached, Instant now) {
    boolean alone = reached && config.use() == EscalationConfig.Use.FALLBACK;
    silences.forEach(
        (system, silence) -> {
          if (silence.over) {
            if (!alone) {
              caller.call(call("over: " + system, system + " answers again", "resolved"), now);
            }
            say(system + " answers again", new Caller.Result(true, "", ""));
          } else if (!silence.told && isDue(silence, now)) {
            tell(system, silence, alone, now);
          }
        });
    silences.values().removeIf(silence -> silence.over);
  }

  private void tell(String system, Silence silence, boolean alone, Instant now) {
    String since = Duration.between(silence.since, now).toMinutes() + " min";
    String text = system + " has not answered for " + since + ": " + silence.why;
    Caller.Result result =
        alone
            ? new Caller.Result(true, "a person is called through " + caller.sinks(), "")
            : caller.call(call("is blind: " + system, text, "firing"), now);
    if (result.ended()) {
      silence.told = true;
      say(text, result);
    }
  }

  private static Channel.Call call(String subject, String text, String status) {
    String whole = status.equals("firing") ? "BBB Fleet " + subject : "BBB Fleet: " + subject;
    return new Channel.Call(whole, text + "\n", status, List.of());
  }

  private void say(String text, Caller.Result result) {
    AuditEntry entry =
        AuditEntry.of(Subject.NONE, EventKind.CALLED, text)
            .because(result.text())
            .seeing(result.evidence());
    ledger.write(text, change -> change.say(entry));
  }
}
