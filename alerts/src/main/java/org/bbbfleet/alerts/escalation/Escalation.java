package org.bbbfleet.alerts.escalation;

import static java.util.Objects.requireNonNull;

import java.net.URI;
import java.time.Instant;

/**
 * What a person is told about an incident that the healer can't end. Texts may come from hosts.
 *
 * @param incident the incident's id
 * @param alert the alert's name
 * @param host the host; may be empty
 * @param reason why a person is called
 * @param seen what the signals said
 * @param done what was tried, and how it ended
 * @param output what the last action printed
 * @param console where the incident is shown
 * @param runbook where it says what to do
 * @param since since when a person is wanted
 */
public record Escalation(
    long incident,
    String alert,
    String host,
    String reason,
    String seen,
    String done,
    String output,
    URI console,
    URI runbook,
    Instant since) {

  /** The name of the alert by which people are called; the healer never takes it for its own. */
  public static final String ALERT = "BbbFleetEscalated";

  public Escalation {
    requireNonNull(since, "since is null");
  }

  /** One line that says it all. */
  public String headline() {
    return alert + (host.isEmpty() ? "" : " on " + host) + ": " + reason;
  }
}
