package org.bbbfleet.alerts.incident;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.bbbfleet.alerts.audit.AuditTrail.Subject;
import org.bbbfleet.alerts.guard.Waits;

/**
 * One occurrence of an alert, from its first notification to its end.
 *
 * @param id ascending
 * @param fingerprint with {@code startsAt}, names it
 * @param startsAt when the alert began to fire
 * @param alert the alert's name
 * @param host the host; empty when the alert names none
 * @param labels the alert's labels: text from elsewhere
 * @param state where it stands
 * @param reason why it stands there, for people
 * @param step the step of its policy that is next, or being taken
 * @param openedAt when we first heard of it
 * @param closedAt when it ended
 * @param resolvedAt when Alertmanager said that the alert no longer fires
 * @param waits how long guards have made its next step wait
 * @param verifySince only data measured after this says whether the step helped
 * @param verifyUntil when the step has had time enough
 * @param wellSince since when the signal has been well after the step, without interruption
 */
public record Incident(
    long id,
    String fingerprint,
    Instant startsAt,
    String alert,
    String host,
    Map<String, String> labels,
    IncidentState state,
    String reason,
    int step,
    Instant openedAt,
    Optional<Instant> closedAt,
    Optional<Instant> resolvedAt,
    Waits waits,
    Instant verifySince,
    Instant verifyUntil,
    Optional<Instant> wellSince) {

  public Incident {
    requireNonNull(state, "state is null");
    labels = Map.copyOf(labels);
  }

  Subject subject() {
    return new Subject(OptionalLong.of(id), host, alert);
  }
}
