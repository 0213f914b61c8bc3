package org.bbbfleet.alerts.incident;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * An incident as the console, the API and the command line show it. Texts and labels come from
 * elsewhere: escape them.
 *
 * @param alert the alert's name
 * @param host empty when the alert names none
 * @param reason why it stands where it stands, one line
 * @param startsAt when the alert began to fire
 * @param openedAt when we first heard of it
 * @param closedAt when it was healed or resolved
 * @param resolvedAt when Alertmanager said that the alert no longer fires
 * @param attempts how many steps were tried
 */
public record IncidentView(
    long id,
    String alert,
    String host,
    Map<String, String> labels,
    IncidentState state,
    String reason,
    Instant startsAt,
    Instant openedAt,
    Optional<Instant> closedAt,
    Optional<Instant> resolvedAt,
    int attempts) {

  public IncidentView {
    labels = Map.copyOf(labels);
  }

  static IncidentView of(Incident incident, int attempts) {
    return new IncidentView(
        incident.id(),
        incident.alert(),
        incident.host(),
        incident.labels(),
        incident.state(),
        incident.reason(),
        incident.startsAt(),
        incident.openedAt(),
        incident.closedAt(),
        incident.resolvedAt(),
        attempts);
  }
}
