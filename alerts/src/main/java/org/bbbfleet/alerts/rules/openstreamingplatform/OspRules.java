package org.bbbfleet.alerts.rules.openstreamingplatform;

import static org.bbbfleet.core.promql.Selector.metric;

import com.google.auto.service.AutoService;
import java.time.Duration;
import java.util.List;
import org.bbbfleet.alerts.rules.Evidence;
import org.bbbfleet.alerts.rules.Rule;
import org.bbbfleet.alerts.rules.RuleGroup;
import org.bbbfleet.alerts.rules.Severity;
import org.bbbfleet.exporters.openstreamingplatform.OspMetrics;
import org.bbbfleet.exporters.rtmp.RtmpMetrics;

/** Open Streaming Platform, which takes streams and shows them to viewers. */
@AutoService(RuleGroup.class)
public final class OspRules implements RuleGroup {
  private static final Evidence EVIDENCE = new Evidence.FromCollector("openstreamingplatform");

  /** The core's API does not answer. */
  public static final Rule DOWN =
      new Rule(
          "OspDown",
          metric(OspMetrics.UP).is(0),
          Duration.ofMinutes(2),
          Severity.CRITICAL,
          EVIDENCE,
          "Open Streaming Platform does not answer.",
          "The core of the Open Streaming Platform on {{ $labels.host }} does not answer; see"
              + " osp_failure for the reason.",
          """
          **Meaning.** The core's public API does not answer, or something else answers there.

          **Impact.** Nobody can watch, and new publishers are refused: the RTMP server asks the core.

          **Diagnosis.** `osp_failure` names the reason; `systemctl status 'osp-worker@*'`, the
          database, Redis.

          **Mitigation.** Mend the database or Redis first, then restart the core's workers.
          """);

  /** A component besides the core. */
  public static final Rule COMPONENT_DOWN =
      new Rule(
          "OspComponentDown",
          metric(OspMetrics.COMPONENT_UP).unlike("component", "core").is(0),
          Duration.ofMinutes(2),
          Severity.CRITICAL,
          EVIDENCE,
          "A component of the Open Streaming Platform does not answer.",
          "The component {{ $labels.component }} of the Open Streaming Platform on {{ $labels.host }}"
              + " gives no pong.",
          """
          **Meaning.** The component's ping is not answered with a pong.

          **Impact.** `rtmp`: publishers' keys can't be checked, so that new streams are refused.
          `proxy`: viewers get no segments.

          **Diagnosis.** `systemctl status` of the component; does its address in the agent's
          configuration lead to it?

          **Mitigation.** Restart the component.
          """);

  /** The core believes that something is live and nobody publishes. */
  public static final Rule STREAMS_WITHOUT_PUBLISHER =
      new Rule(
          "OspStreamsWithoutPublisher",
          metric(OspMetrics.STREAMS)
              .above(0)
              .andOn(List.of("host"), metric(RtmpMetrics.UP).is(1))
              .unlessOn(
                  List.of("host"), metric(RtmpMetrics.PUBLISHERS).with("state", "active").above(0)),
          Duration.ofMinutes(3),
          Severity.WARNING,
          EVIDENCE,
          "Open Streaming Platform shows streams that nobody sends.",
          "{{ $value }} streams are live by the core of the Open Streaming Platform on"
              + " {{ $labels.host }}, and its RTMP server has no publisher that sends.",
          """
          **Meaning.** The core has streams marked as live although no publisher sends anything to the
          RTMP server of the same host.

          **Impact.** Viewers are offered dead streams; the channel's owner may be unable to begin anew.

          **Diagnosis.** Was the RTMP server restarted, so that its `on_publish_done` never reached the
          core? Does the publisher stall (RtmpPublisherStalled)?

          **Mitigation.** Let the publisher connect again; else end the stream in the administration.
          """);

  /** An edge that the core has and that does not work. */
  public static final Rule EDGE_DOWN =
      new Rule(
          "OspEdgeDown",
          metric(OspMetrics.EDGE).is(0),
          Duration.ofMinutes(5),
          Severity.WARNING,
          EVIDENCE,
          "An edge of the Open Streaming Platform does not work.",
          "The edge {{ $labels.address }} of the Open Streaming Platform on {{ $labels.host }} is off or"
              + " does not work.",
          """
          **Meaning.** The core lists the edge as switched off, or its last check of it failed.

          **Impact.** The other edges, or the core itself, carry its viewers.

          **Diagnosis.** Is the edge's host up? Does its nginx answer from the core's host?

          **Mitigation.** Mend the edge and switch it on in the administration, or remove it there.
          """);

  @Override
  public String name() {
    return "openstreamingplatform";
  }

  @Override
  public List<Rule> rules() {
    return List.of(DOWN, COMPONENT_DOWN, STREAMS_WITHOUT_PUBLISHER, EDGE_DOWN);
  }
}
