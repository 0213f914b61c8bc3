package org.bbbfleet.alerts.incident;

import java.util.List;
import java.util.Optional;
import org.bbbfleet.alerts.action.Provisioning;
import org.bbbfleet.alerts.escalation.Channel;
import org.bbbfleet.alerts.escalation.EscalationConfig;
import org.bbbfleet.alerts.intake.AlertList;
import org.bbbfleet.alerts.intake.AlertSink;

/**
 * What the healer talks to besides the hosts: who knows alerts, who calls people, who provisions.
 *
 * @param alertmanagers the members of one cluster, asked for their alerts
 * @param sinks the same members, as those that call people
 * @param prometheus asked for the alerts that it evaluates
 * @param channels ways to people that need no Alertmanager
 * @param escalation how people are called
 * @param provisioning what provisions roles anew
 */
public record Outside(
    List<AlertList> alertmanagers,
    List<AlertSink> sinks,
    Optional<AlertList> prometheus,
    List<Channel> channels,
    EscalationConfig escalation,
    Provisioning provisioning) {

  public Outside {
    alertmanagers = List.copyOf(alertmanagers);
    sinks = List.copyOf(sinks);
    channels = List.copyOf(channels);
  }

  /** The same without anything that provisions. */
  public Outside(
      List<AlertList> alertmanagers,
      List<AlertSink> sinks,
      Optional<AlertList> prometheus,
      List<Channel> channels,
      EscalationConfig escalation) {
    this(alertmanagers, sinks, prometheus, channels, escalation, Provisioning.NONE);
  }

  /** The same, with what provisions roles anew. */
  public Outside with(Provisioning provisioner) {
    return new Outside(alertmanagers, sinks, prometheus, channels, escalation, provisioner);
  }

  /** Nobody. */
  public static Outside none() {
    return new Outside(
        List.of(), List.of(), Optional.empty(), List.of(), EscalationConfig.standard());
  }
}
