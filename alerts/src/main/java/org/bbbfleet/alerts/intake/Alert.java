package org.bbbfleet.alerts.intake;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.Map;

/**
 * One alert of a notification.
 *
 * @param fingerprint Alertmanager's hash of the labels
 * @param startsAt when it began to fire; together with the fingerprint it names one incident
 */
public record Alert(
    String fingerprint, Instant startsAt, Status status, Map<String, String> labels) {

  /** Whether it still fires, as far as Alertmanager knew. */
  public enum Status {
    FIRING,
    RESOLVED
  }

  public Alert {
    requireNonNull(fingerprint, "fingerprint is null");
    requireNonNull(startsAt, "startsAt is null");
    requireNonNull(status, "status is null");
    labels = Map.copyOf(labels);
  }

  /** The alert's name, or empty. */
  public String name() {
    return labels.getOrDefault("alertname", "");
  }

  /** The host it is about, or empty. */
  public String host() {
    return labels.getOrDefault("host", "");
  }
}
