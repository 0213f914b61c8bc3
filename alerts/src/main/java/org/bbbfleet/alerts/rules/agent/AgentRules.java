package org.bbbfleet.alerts.rules.agent;

import static org.bbbfleet.core.promql.Selector.metric;

import com.google.auto.service.AutoService;
import java.time.Duration;
import java.util.List;
import org.bbbfleet.alerts.rules.Evidence;
import org.bbbfleet.alerts.rules.Rule;
import org.bbbfleet.alerts.rules.RuleGroup;
import org.bbbfleet.alerts.rules.Severity;
import org.bbbfleet.exporters.fleet.AgentMetrics;
import org.bbbfleet.exporters.fleet.FleetMetrics;
import org.bbbfleet.exporters.thirdparty.Prometheus;

/** The agent itself: without it a host is unwatched. */
@AutoService(RuleGroup.class)
public final class AgentRules implements RuleGroup {
  private static final Evidence EVIDENCE = new Evidence.FromScrape("agent");

  /** Prometheus can't scrape the agent. */
  public static final Rule DOWN =
      new Rule(
          "AgentDown",
          metric(Prometheus.UP).with("job", "agent").is(0),
          Duration.ofMinutes(1),
          Severity.CRITICAL,
          EVIDENCE,
          "A host is unwatched.",
          "Prometheus can't scrape the agent of {{ $labels.host }}.",
          """
          **Meaning.** The agent does not answer: it is down, or the host or the network is.

          **Impact.** Nothing on this host is watched, and nothing there is healed.

          **Diagnosis.** Is the host up (`up{job="node"}`)? `systemctl status bbb-fleet-agent`.

          **Mitigation.** Restart the agent. When the host itself is gone, mend that.
          """);

  /** A collector can't do its work. */
  public static final Rule COLLECTOR_FAILING =
      new Rule(
          "CollectorFailing",
          metric(FleetMetrics.COLLECTOR_SUCCESS).is(0),
          Duration.ofMinutes(2),
          Severity.WARNING,
          EVIDENCE,
          "A collector fails.",
          "The collector {{ $labels.collector }} on {{ $labels.host }} fails: what it watches is not"
              + " measured.",
          """
          **Meaning.** The collector's last collections failed or took longer than their deadline.

          **Impact.** Alerts about what it watches can't fire; no data is never "well".

          **Diagnosis.** The agent's page `http://HOST:9688/` and `journalctl -u bbb-fleet-agent`.

          **Mitigation.** Mend what the collector reads, or its options in agent.yaml.
          """);

  /** A new configuration was refused; the one before is in use. */
  public static final Rule CONFIG_FAULTY =
      new Rule(
          "AgentConfigFaulty",
          metric(AgentMetrics.RELOAD_SUCCESSFUL).is(0),
          Duration.ofMinutes(5),
          Severity.WARNING,
          EVIDENCE,
          "An agent refuses its new configuration.",
          "The agent of {{ $labels.host }} refuses its new configuration; the one before stays in"
              + " use.",
          """
          **Meaning.** The agent read its configuration again and found faults in it.

          **Impact.** None yet: it measures by the configuration before. After a restart it would not
          start, and the host would be unwatched.

          **Diagnosis.** `fleet agent --explain` on the host names each fault; so does the agent's
          page `http://HOST:9688/`.

          **Mitigation.** When somebody edited `/etc/bbb-fleet/agent.yaml` on the host, provision the role
          `agent` anew: the healer proposes it. When the variable `agent_exporters` is wrong, mend that
          and run `fleet provision`. The agent sees the change within half a minute.
          """);

  @Override
  public String name() {
    return "agent";
  }

  @Override
  public List<Rule> rules() {
    return List.of(DOWN, COLLECTOR_FAILING, CONFIG_FAULTY);
  }
}
