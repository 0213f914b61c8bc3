package org.bbbfleet.alerts.incident;

import java.util.List;
import java.util.Optional;
import org.bbbfleet.alerts.escalation.Channel;
import org.bbbfleet.alerts.escalation.EscalationConfig;
import org.bbbfleet.alerts.intake.AlertList;
import org.bbbfleet.alerts.intake.AlertSink;

/**
 * What the healer talks to besides the hosts: who knows alerts, and who calls people.
 *
 * @param alertmanagers the members of one cluster, asked for their alerts
 * @param sinks the same members, as those that call people
 * @param prometheus asked for the alerts that it evaluates
 * @param channels ways to people that need no Alertmanager
 * @param escalation how people are called
 */
public record Outside(
    List<AlertList> alertmanagers,
    List<AlertSink> sinks,
    Optional<AlertList> prometheus,
    List<Channel> channels,
    EscalationConfig escalation) {

  public Outside {
    alertmanagers = List.copyOf(alertmanagers);
    sinks = List.copyOf(sinks);
    channels = List.copyOf(channels);
  }

  /** Nobody. */
  public static Outside none() {
    return new Outside(
        List.of(), List.of(), Optional.empty(), List.of(), EscalationConfig.standard());
  }
}
