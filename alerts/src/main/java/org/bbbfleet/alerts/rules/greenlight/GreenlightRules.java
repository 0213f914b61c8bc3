package org.bbbfleet.alerts.rules.greenlight;

import static org.bbbfleet.core.promql.Selector.metric;

import com.google.auto.service.AutoService;
import java.time.Duration;
import java.util.List;
import org.bbbfleet.alerts.rules.Evidence;
import org.bbbfleet.alerts.rules.Rule;
import org.bbbfleet.alerts.rules.RuleGroup;
import org.bbbfleet.alerts.rules.Severity;
import org.bbbfleet.exporters.greenlight.GreenlightMetrics;

/** Greenlight, the front end through which people come to their rooms. */
@AutoService(RuleGroup.class)
public final class GreenlightRules implements RuleGroup {
  private static final Evidence EVIDENCE = new Evidence.FromCollector("greenlight");

  /** It does not answer. */
  public static final Rule DOWN =
      new Rule(
          "GreenlightDown",
          metric(GreenlightMetrics.UP).is(0),
          Duration.ofMinutes(2),
          Severity.CRITICAL,
          EVIDENCE,
          "Greenlight does not answer.",
          "Greenlight on {{ $labels.host }} does not answer its health check; see greenlight_failure for the reason.",
          """
          **Meaning.** The health check is not answered, or by another program.

          **Impact.** Nobody comes to their rooms through Greenlight; meetings that run go on.

          **Diagnosis.** `greenlight_failure`: connect means that it is not running. The log of its
          container.

          **Mitigation.** Start its containers; the database first.
          """);

  /** It lacks something that it needs. */
  public static final Rule UNHEALTHY =
      new Rule(
          "GreenlightUnhealthy",
          metric(GreenlightMetrics.UNHEALTHY).is(1),
          Duration.ofMinutes(3),
          Severity.CRITICAL,
          EVIDENCE,
          "Greenlight says that something it needs does not work.",
          "Greenlight on {{ $labels.host }} can not use: {{ $labels.component }}.",
          """
          **Meaning.** Its own health check failed at this component; those after it were not tried.

          **Impact.** database, redis: nothing works. bigbluebutton: no meeting can be started. smtp: no
          invitation and no password mail.

          **Diagnosis.** The log of its container has the whole error.

          **Mitigation.** Mend that component; Greenlight then recovers by itself.
          """);

  @Override
  public String name() {
    return "greenlight";
  }

  @Override
  public List<Rule> rules() {
    return List.of(DOWN, UNHEALTHY);
  }
}
