package org.bbbfleet.alerts.incident;

import java.time.Duration;
import java.time.Instant;
import org.bbbfleet.alerts.audit.AuditEntry;
import org.bbbfleet.alerts.audit.EventKind;
import org.bbbfleet.alerts.policy.Policy;
import org.bbbfleet.alerts.policy.PolicyBook;
import org.bbbfleet.alerts.rules.RangeWindow;
import org.bbbfleet.alerts.verify.SignalCheck;
import org.bbbfleet.alerts.verify.Verdict;

/**
 * Asks the signal that raised the alert until it has been well for a while, without interruption,
 * or the step has had its time. A rule that looks back gets the time until its window has drained:
 * before that, "still broken" says nothing about the step.
 */
final class VerifyStage implements Stage {
  /** Nobody waits longer for a window to drain; then the next step comes, or a person. */
  private static final Duration LONGEST_WINDOW = Duration.ofMinutes(30);

  private final Casebook casebook;
  private final PolicyBook policies;
  private final SignalCheck signal;
  private final LongActions longActions;
  private final Duration every;
  private final Duration wellFor;

  VerifyStage(
      Casebook casebook,
      PolicyBook policies,
      SignalCheck signal,
      LongActions longActions,
      Duration every,
      Duration wellFor) {
    this.casebook = casebook;
    this.policies = policies;
    this.signal = signal;
    this.longActions = longActions;
    this.every = every;
    this.wellFor = wellFor;
  }

  @Override
  public Next advance(Incident incident) {
    Policy policy = policies.of(incident.alert(), incident.host()).orElse(null);
    if (policy == null) {
      return casebook.escalate(incident, "the policy is gone", "");
    }
    // Renews the host's lease; verifying only reads, so it goes on even if another has it by now.
    casebook.leases().keep(incident.id(), incident.host(), incident.alert(), casebook.now());
    if (casebook.now().isBefore(incident.verifySince())) {
      return clockWasSetBack(incident);
    }
    Verdict verdict = signal.check(policy.rule(), incident.labels(), incident.verifySince());
    Instant now = casebook.now();
    if (verdict.health() == Verdict.Health.WELL) {
      return well(incident, verdict, now);
    }
    if (incident.wellSince().isPresent()) {
      brokenAgain(incident, verdict);
    }
    Instant end = end(incident, policy);
    if (now.isBefore(end)) {
      return Next.at(earlier(now.plus(every), end));
    }
    return nextStep(incident, verdict, now);
  }

  private Next well(Incident incident, Verdict verdict, Instant now) {
    Instant since = incident.wellSince().orElse(now);
    if (incident.wellSince().isEmpty()) {
      String took = Casebook.tenths(Duration.between(incident.verifySince(), now)) + " s";
      casebook
          .trail()
          .change(
              change -> {
                casebook.incidents().wellSince(change.handle(), incident.id(), now);
                change.say(
                    incident.subject(),
                    EventKind.VERIFICATION,
                    "well after " + took + (wellFor.isZero() ? "" : "; must last " + seconds()),
                    verdict.evidence());
                return now;
              });
    }
    Instant enough = since.plus(wellFor);
    if (now.isBefore(enough)) {
      return Next.at(earlier(now.plus(every), enough));
    }
    return longActions.leftOut(incident)
        ? casebook.escalate(incident, staysOut(incident), verdict.evidence())
        : casebook.healed(incident, verdict.evidence());
  }

  /** A server that serves nobody is not healed, however well the alert's signal is. */
  private static String staysOut(Incident incident) {
    return "the alert is over, but "
        + incident.host()
        + " stays out of service; once it works: fleet undrain "
        + incident.host();
  }

  private void brokenAgain(Incident incident, Verdict verdict) {
    casebook
        .trail()
        .change(
            change -> {
              casebook.incidents().wellSince(change.handle(), incident.id(), Instant.EPOCH);
              change.say(
                  incident.subject(),
                  EventKind.VERIFICATION,
                  "did not stay well for " + seconds() + ": " + verdict.health(),
                  verdict.evidence());
              return verdict;
            });
  }

  private Next nextStep(Incident incident, Verdict verdict, Instant now) {
    Duration took = Duration.between(incident.verifySince(), now);
    casebook
        .trail()
        .change(
            change -> {
              change.say(
                  AuditEntry.of(
                          incident.subject(),
                          EventKind.VERIFICATION,
                          "not well after " + Casebook.tenths(took) + " s: " + verdict.health())
                      .seeing(verdict.evidence())
                      .taking(took));
              casebook.incidents().step(change.handle(), incident.id(), incident.step() + 1);
              casebook.move(
                  change,
                  incident,
                  IncidentState.GUARDING,
                  "the step did not help: " + verdict.health());
              return verdict;
            });
    return Next.now();
  }

  /** What was to be measured after a moment that now lies ahead would be waited for in vain. */
  private Next clockWasSetBack(Incident incident) {
    Duration within = Duration.between(incident.verifySince(), incident.verifyUntil());
    Instant now = casebook.now();
    casebook
        .trail()
        .change(
            change -> {
              casebook.incidents().verify(change.handle(), incident.id(), now, now.plus(within));
              change.say(
                  incident.subject(),
                  EventKind.VERIFICATION,
                  "the clock was set back; verifying from now on");
              return now;
            });
    return Next.now();
  }

  private static Instant end(Incident incident, Policy policy) {
    Duration window = RangeWindow.of(policy.rule());
    Instant drained =
        incident.verifySince().plus(window.compareTo(LONGEST_WINDOW) > 0 ? LONGEST_WINDOW : window);
    return drained.isAfter(incident.verifyUntil()) ? drained : incident.verifyUntil();
  }

  private String seconds() {
    return Casebook.tenths(wellFor) + " s";
  }

  private static Instant earlier(Instant a, Instant b) {
    return a.isBefore(b) ? a : b;
  }
}
