package org.bbbfleet.alerts.rules;

import static org.bbbfleet.alerts.rules.RuleCase.AGENT;
import static org.bbbfleet.alerts.rules.RuleCase.agent;
import static org.bbbfleet.alerts.rules.RuleCase.when;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.bbbfleet.alerts.rules.rtmp.RtmpRules;
import org.bbbfleet.alerts.rules.rtmp.StreamRules;

/** The unit tests of the rules for RTMP servers. */
final class RtmpRuleCases {
  private static final Map<String, String> STREAM =
      agent("application", "live", "stream", "0a1b2c3d4e5f");

  private RtmpRuleCases() {}

  static List<RuleCase> all() {
    return List.of(
        when(RtmpRules.DOWN)
            .gauge("rtmp_up", AGENT, 0, 1)
            .says("The RTMP server on bbb1 gives no statistics; see rtmp_failure for the reason."),
        when(RtmpRules.SEVERAL_WORKERS)
            .gauge("rtmp_workers", AGENT, 4, 1)
            .says("nginx on bbb1 has 4 workers; its RTMP statistics show one of them at a time."),
        when(RtmpRules.OLD_WORKERS)
            .gauge("rtmp_workers_shutting_down", AGENT, 1, 0)
            .says("1 old nginx workers on bbb1 still carry streams that no statistics show."),
        when(RtmpRules.RESTARTS)
            .counter("rtmp_restarts_total", AGENT, 10, 0)
            .window(RuleCase.STEP, Duration.ofMinutes(15))
            .says("nginx on bbb1 restarted or reloaded 50 times in 15 minutes."),
        when(RtmpRules.PUBLISHER_STALLED)
            .gauge("rtmp_publishers", publishers("stalled"), 2, 0)
            .beside("rtmp_publishers", publishers("active"), 5)
            .keeps(publishers("stalled"))
            .says("2 publishers of application live on bbb1 are connected and send nothing."),
        when(StreamRules.PUBLISHER_SILENT)
            .gauge("rtmp_publishers", publishers("connected"), 2, 0)
            .beside("rtmp_publishers", publishers("active"), 5)
            .keeps(publishers("connected"))
            .says("2 publishers of application live on bbb1 are connected without media."),
        when(StreamRules.PUBLISHER_RECONNECTS)
            .counter("rtmp_stream_publisher_connects_total", STREAM, 10, 0)
            .window(RuleCase.STEP, Duration.ofMinutes(10))
            .keeps(STREAM)
            .says(
                "The stream 0a1b2c3d4e5f of application live on bbb1 had 50 new publishers in 10"
                    + " minutes."),
        when(StreamRules.OUT_OF_SYNC)
            .gauge("rtmp_stream_av_offset_seconds", STREAM, -3, 0)
            .keeps(STREAM)
            .says(
                "In the stream 0a1b2c3d4e5f of application live on bbb1 sound is -3s ahead of the"
                    + " picture."),
        when(StreamRules.PLAYERS_LOSE_PACKETS)
            .counter("rtmp_stream_dropped_packets_total", STREAM, 30, 0)
            .window(RuleCase.STEP, Duration.ofMinutes(10))
            .keeps(STREAM)
            .says(
                "270 packets of the stream 0a1b2c3d4e5f of application live on bbb1 were dropped in"
                    + " 10 minutes."),
        when(StreamRules.PLAYERS_STALLED)
            .gauge("rtmp_stream_players_stalled", STREAM, 2, 0)
            .keeps(STREAM)
            .says(
                "2 players of the stream 0a1b2c3d4e5f of application live on bbb1 get nothing"
                    + " although its publisher sends."));
  }

  private static Map<String, String> publishers(String state) {
    return agent("application", "live", "state", state);
  }
}
