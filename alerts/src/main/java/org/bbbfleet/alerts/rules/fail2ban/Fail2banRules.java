package org.bbbfleet.alerts.rules.fail2ban;

import static org.bbbfleet.core.promql.Selector.metric;

import com.google.auto.service.AutoService;
import java.time.Duration;
import java.util.List;
import org.bbbfleet.alerts.rules.Evidence;
import org.bbbfleet.alerts.rules.Rule;
import org.bbbfleet.alerts.rules.RuleGroup;
import org.bbbfleet.alerts.rules.Severity;
import org.bbbfleet.exporters.fail2ban.Fail2banMetrics;

/** fail2ban, which shuts out those who guess passwords. */
@AutoService(RuleGroup.class)
public final class Fail2banRules implements RuleGroup {
  private static final Evidence EVIDENCE = new Evidence.FromCollector("fail2ban");

  /** The server does not answer. */
  public static final Rule DOWN =
      new Rule(
          "Fail2banDown",
          metric(Fail2banMetrics.UP).is(0),
          Duration.ofMinutes(5),
          Severity.WARNING,
          EVIDENCE,
          "The server of fail2ban does not answer.",
          "fail2ban on {{ $labels.host }} does not answer its client.",
          """
          **Meaning.** `fail2ban-client status` fails as the agent runs it.

          **Impact.** Those who guess passwords are not shut out; everything else works.

          **Diagnosis.** `systemctl status fail2ban`, its log. A server that the agent may not ask gives
          no such alert: that is CollectorFailing.

          **Mitigation.** Mend its configuration (`fail2ban-client -d` shows faults) and start it.
          """);

  /** It runs and guards nothing. */
  public static final Rule NO_JAILS =
      new Rule(
          "Fail2banWithoutJails",
          metric(Fail2banMetrics.JAILS).is(0),
          Duration.ofMinutes(15),
          Severity.WARNING,
          EVIDENCE,
          "The server of fail2ban runs and guards nothing.",
          "fail2ban on {{ $labels.host }} has no jail.",
          """
          **Meaning.** The server answers and has not a single jail.

          **Impact.** Nobody is shut out, as if it were not installed.

          **Diagnosis.** `fail2ban-client -d`; are the jails enabled in `jail.local`?

          **Mitigation.** Enable the jails and reload it.
          """);

  @Override
  public String name() {
    return "fail2ban";
  }

  @Override
  public List<Rule> rules() {
    return List.of(DOWN, NO_JAILS);
  }
}
