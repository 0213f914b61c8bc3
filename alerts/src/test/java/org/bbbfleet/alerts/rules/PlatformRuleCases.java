package org.bbbfleet.alerts.rules;

import static org.bbbfleet.alerts.rules.RuleCase.AGENT;
import static org.bbbfleet.alerts.rules.RuleCase.agent;
import static org.bbbfleet.alerts.rules.RuleCase.when;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.bbbfleet.alerts.rules.openstreamingplatform.OspRules;
import org.bbbfleet.alerts.rules.peertube.PeerTubeRules;

/** The unit tests of the rules for PeerTube and Open Streaming Platform. */
final class PlatformRuleCases {
  private static final Map<String, String> EDGE =
      agent("edge", "3", "address", "edge-1.example.org");

  private PlatformRuleCases() {}

  static List<RuleCase> all() {
    return List.of(
        when(PeerTubeRules.DOWN)
            .gauge("peertube_up", AGENT, 0, 1)
            .says("PeerTube on bbb1 gives no statistics; see peertube_failure for the reason."),
        when(PeerTubeRules.JOBS_FAIL)
            .counter("peertube_job_queue_total", jobs("failed"), 1, 0)
            .beside("peertube_job_queue_total", jobs("completed"), 500)
            .keeps(jobs("failed"))
            .window(Duration.ofMinutes(30), Duration.ofMinutes(30))
            .says("120 jobs of type video-transcoding failed on bbb1 in 30 minutes."),
        when(PeerTubeRules.TRANSCODING_WAITS)
            .gauge("peertube_job_queue_total", jobs("waiting"), 21, 20)
            .keeps(jobs("waiting"))
            .says("21 jobs of type video-transcoding wait on bbb1."),
        when(PeerTubeRules.FEDERATION_WAITS)
            .gauge("peertube_pub_waiting_count", AGENT, 1001, 1000)
            .says("1001 ActivityPub messages wait on bbb1."),
        when(OspRules.DOWN)
            .gauge("osp_up", AGENT, 0, 1)
            .says(
                "The core of the Open Streaming Platform on bbb1 does not answer; see osp_failure for"
                    + " the reason."),
        when(OspRules.COMPONENT_DOWN)
            .gauge("osp_component_up", agent("component", "rtmp"), 0, 1)
            .beside("osp_component_up", agent("component", "core"), 0)
            .keeps(agent("component", "rtmp"))
            .says("The component rtmp of the Open Streaming Platform on bbb1 gives no pong."),
        when(OspRules.STREAMS_WITHOUT_PUBLISHER)
            .gauge("osp_streams", AGENT, 2, 0)
            .beside("rtmp_up", AGENT, 1)
            .beside("rtmp_publishers", agent("application", "live", "state", "active"), 0)
            .beside("rtmp_publishers", agent("application", "live", "state", "stalled"), 1)
            .says(
                "2 streams are live by the core of the Open Streaming Platform on bbb1, and its RTMP"
                    + " server has no publisher that sends."),
        when(OspRules.EDGE_DOWN)
            .gauge("osp_edge_active", EDGE, 0, 1)
            .keeps(EDGE)
            .says(
                "The edge edge-1.example.org of the Open Streaming Platform on bbb1 is off or does"
                    + " not work."));
  }

  private static Map<String, String> jobs(String state) {
    return agent("jobType", "video-transcoding", "state", state);
  }
}
