package org.bbbfleet.alerts.rules.units;

import static org.bbbfleet.core.promql.Selector.metric;

import com.google.auto.service.AutoService;
import java.time.Duration;
import java.util.List;
import org.bbbfleet.alerts.rules.Evidence;
import org.bbbfleet.alerts.rules.Rule;
import org.bbbfleet.alerts.rules.RuleGroup;
import org.bbbfleet.alerts.rules.Severity;
import org.bbbfleet.exporters.units.UnitsMetrics;

/** The systemd units that a host must run. */
@AutoService(RuleGroup.class)
public final class UnitRules implements RuleGroup {
  private static final Evidence EVIDENCE = new Evidence.FromCollector("units");

  /** A unit that should run and does not. */
  public static final Rule DEAD =
      new Rule(
              "UnitDead",
              metric(UnitsMetrics.ACTIVE).is(0),
              Duration.ofSeconds(30),
              Severity.CRITICAL,
              EVIDENCE,
              "A service is down.",
              "{{ $labels.unit }} on {{ $labels.host }} is not running.",
              """
          **Meaning.** The unit is installed and expected to run, and systemd says that it does not.

          **Impact.** What it serves is down. When it is freeswitch.service, the audio of all meetings
          on the host is lost already.

          **Diagnosis.** `systemctl status UNIT` and `journalctl -u UNIT -n 50`.

          **Mitigation.** Restart it. If it fails again at once, mend what its journal says first.
          """)
          .wellWhen(metric(UnitsMetrics.ACTIVE).is(1));

  @Override
  public String name() {
    return "units";
  }

  @Override
  public List<Rule> rules() {
    return List.of(DEAD);
  }
}
