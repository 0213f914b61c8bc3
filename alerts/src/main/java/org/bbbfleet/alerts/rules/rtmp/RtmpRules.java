package org.bbbfleet.alerts.rules.rtmp;

import static org.bbbfleet.core.promql.Selector.metric;

import com.google.auto.service.AutoService;
import java.time.Duration;
import java.util.List;
import org.bbbfleet.alerts.rules.Evidence;
import org.bbbfleet.alerts.rules.Rule;
import org.bbbfleet.alerts.rules.RuleGroup;
import org.bbbfleet.alerts.rules.Severity;
import org.bbbfleet.exporters.rtmp.RtmpMetrics;

/** RTMP servers, which take livestreams and hand them to viewers. */
@AutoService(RuleGroup.class)
public final class RtmpRules implements RuleGroup {
  private static final Evidence EVIDENCE = new Evidence.FromCollector("rtmp");

  /** The server gives no statistics. */
  public static final Rule DOWN =
      new Rule(
          "RtmpDown",
          metric(RtmpMetrics.UP).is(0),
          Duration.ofMinutes(1),
          Severity.CRITICAL,
          EVIDENCE,
          "The RTMP server does not answer.",
          "The RTMP server on {{ $labels.host }} gives no statistics; see rtmp_failure for the reason.",
          """
          **Meaning.** nginx's `/stat` page does not answer, or is not what it should be.

          **Impact.** Livestreams through this server are probably interrupted.

          **Diagnosis.** `rtmp_failure` names the reason; `systemctl status nginx`, `nginx -t`.

          **Mitigation.** Mend the configuration, then start nginx. Restarting workers before that is
          useless.
          """);

  /** A publisher that is connected but sends nothing. */
  public static final Rule PUBLISHER_STALLED =
      new Rule(
          "RtmpPublisherStalled",
          metric(RtmpMetrics.PUBLISHERS).with("state", "stalled").above(0),
          Duration.ofMinutes(2),
          Severity.WARNING,
          EVIDENCE,
          "A publisher sends nothing.",
          "{{ $value }} publishers of application {{ $labels.application }} on {{ $labels.host }} are"
              + " connected and send nothing.",
          """
          **Meaning.** A publisher's bytes and media time stand still while it stays connected.

          **Impact.** Its viewers see a frozen picture.

          **Diagnosis.** Which stream: `rtmp_stream_publisher_idle_seconds`. Is its worker stalled
          (LivestreamStalled), or the network between?

          **Mitigation.** Mend the worker; if none of ours publishes it, drop that one publisher with
          nginx's control page, always with app, name and client id.
          """);

  @Override
  public String name() {
    return "rtmp";
  }

  @Override
  public List<Rule> rules() {
    return List.of(DOWN, PUBLISHER_STALLED);
  }
}
