package org.bbbfleet.alerts.rules.bbb;

import static org.bbbfleet.core.promql.Selector.buckets;
import static org.bbbfleet.core.promql.Selector.metric;

import com.google.auto.service.AutoService;
import java.time.Duration;
import java.util.List;
import org.bbbfleet.alerts.rules.Evidence;
import org.bbbfleet.alerts.rules.Rule;
import org.bbbfleet.alerts.rules.RuleGroup;
import org.bbbfleet.alerts.rules.Severity;
import org.bbbfleet.core.promql.Expr;
import org.bbbfleet.core.promql.Selector;
import org.bbbfleet.exporters.bbb.BbbMetrics;

/** BigBlueButton's API, through which meetings are created, joined and ended. */
@AutoService(RuleGroup.class)
public final class BbbRules implements RuleGroup {
  private static final Evidence EVIDENCE = new Evidence.FromCollector("bbb");

  /** The API does not answer, or answers with an error. */
  public static final Rule DOWN =
      new Rule(
          "BigBlueButtonDown",
          metric(BbbMetrics.API_UP).is(0),
          Duration.ofMinutes(5),
          Severity.CRITICAL,
          EVIDENCE,
          "BigBlueButton's API does not work.",
          "The API of {{ $labels.host }} fails; bbb_api_failures_total names the reason.",
          """
          **Meaning.** getMeetings failed: no answer, no valid answer, or the answer FAILED.

          **Impact.** Nobody can create or join a meeting on this host. Running meetings go on.

          **Diagnosis.** The reason: `bbb_api_failures_total`. checksum: the secret was changed; http:
          bbb-web is down behind nginx; `bbb-conf --check`.

          **Mitigation.** Restart what is down. Restarting bbb-web forgets running meetings: only
          when none runs.
          """);

  /** The API answers slowly. */
  public static final Rule SLOW =
      new Rule(
          "BigBlueButtonLatencyHigh",
          latency().histogramQuantile(0.99).above(3),
          Duration.ofMinutes(5),
          Severity.WARNING,
          EVIDENCE,
          "BigBlueButton's API is slow.",
          "99 % of the API's answers on {{ $labels.host }} take up to {{ $value | humanizeDuration }}.",
          """
          **Meaning.** The slowest hundredth of getMeetings takes more than three seconds.

          **Impact.** Joining a meeting takes long or fails.

          **Diagnosis.** Processor, memory and disk of the host; the number of meetings; bbb-web's log.

          **Mitigation.** Take the host out of the balancer until it has recovered.
          """);

  private static Expr latency() {
    Selector latency = buckets(BbbMetrics.API_LATENCY);
    return latency.rate(Duration.ofMinutes(10)).sumBy("host", "instance", "job", "endpoint", "le");
  }

  @Override
  public String name() {
    return "bbb";
  }

  @Override
  public List<Rule> rules() {
    return List.of(DOWN, SLOW);
  }
}
