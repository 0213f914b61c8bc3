package org.bbbfleet.alerts.rules.coturn;

import static org.bbbfleet.core.promql.Selector.metric;

import com.google.auto.service.AutoService;
import java.time.Duration;
import java.util.List;
import org.bbbfleet.alerts.rules.Evidence;
import org.bbbfleet.alerts.rules.Rule;
import org.bbbfleet.alerts.rules.RuleGroup;
import org.bbbfleet.alerts.rules.Severity;
import org.bbbfleet.exporters.coturn.CoturnMetrics;

/** coturn, which relays media for those whose network lets nothing else pass. */
@AutoService(RuleGroup.class)
public final class CoturnRules implements RuleGroup {
  private static final Evidence EVIDENCE = new Evidence.FromCollector("coturn");

  /** Nobody listens. */
  public static final Rule DOWN =
      new Rule(
          "CoturnDown",
          metric(CoturnMetrics.UP).is(0),
          Duration.ofMinutes(2),
          Severity.CRITICAL,
          EVIDENCE,
          "The TURN server does not listen.",
          "coturn on {{ $labels.host }} does not run or does not listen.",
          """
          **Meaning.** No turnserver runs, or none listens on its port.

          **Impact.** Those behind strict firewalls have neither sound nor picture; the others notice
          nothing.

          **Diagnosis.** `systemctl status coturn`, its log. Does `turnserver.conf` name an address that
          this host has?

          **Mitigation.** Mend the configuration, then start it.
          """);

  /** The relay ports are nearly used up. */
  public static final Rule RELAYS =
      new Rule(
          "CoturnRelayPortsFull",
          metric(CoturnMetrics.ALLOCATIONS).dividedBy(metric(CoturnMetrics.RELAY_PORTS)).above(0.8),
          Duration.ofMinutes(5),
          Severity.WARNING,
          EVIDENCE,
          "The TURN server is running out of relay ports.",
          "{{ $value | humanizePercentage }} of the relay ports of coturn on {{ $labels.host }} are in use.",
          """
          **Meaning.** More than four fifths of the ports between min-port and max-port are taken.

          **Impact.** Beyond that new users get no relay.

          **Diagnosis.** Is it a lecture, or does somebody abuse the server? `coturn_allocations` over the
          last days.

          **Mitigation.** Widen the range and the firewall with it, or add a TURN server.
          """);

  /** Datagrams are dropped. */
  public static final Rule DROPS =
      new Rule(
          "CoturnDropsDatagrams",
          metric(CoturnMetrics.DROPS).rate(Duration.ofMinutes(5)).above(10),
          Duration.ofMinutes(5),
          Severity.WARNING,
          EVIDENCE,
          "The TURN server does not keep up with its datagrams.",
          "coturn on {{ $labels.host }} loses {{ $value | humanize }} datagrams per second in the kernel.",
          """
          **Meaning.** The sockets of turnserver overflow before it reads them.

          **Impact.** Sound and picture stutter for all who use this server.

          **Diagnosis.** Is its processor full (`coturn_cpu_seconds_total`)? `net.core.rmem_max`?

          **Mitigation.** Give it more processors or relay threads, or add a TURN server.
          """);

  @Override
  public String name() {
    return "coturn";
  }

  @Override
  public List<Rule> rules() {
    return List.of(DOWN, RELAYS, DROPS);
  }
}
