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

          **Mitigation.** Mend the worker; if none of ours publishes it, drop that one publisher:
          `fleet heal rtmp-drop-publisher` with application, stream and client id, all from `/stat`.
          """);

  /** More workers than the statistics can show. */
  public static final Rule SEVERAL_WORKERS =
      new Rule(
          "RtmpSeveralWorkers",
          metric(RtmpMetrics.WORKERS).above(1),
          Duration.ofMinutes(2),
          Severity.WARNING,
          EVIDENCE,
          "The RTMP server has several workers and shows one.",
          "nginx on {{ $labels.host }} has {{ $value }} workers; its RTMP statistics show one of them at"
              + " a time.",
          """
          **Meaning.** The RTMP module keeps its streams per worker process, and each page of statistics
          is one worker's.

          **Impact.** No other number about this server can be trusted, and without `rtmp_auto_push`
          viewers in one worker don't find publishers in another.

          **Diagnosis.** `nginx -T | grep -E 'worker_processes|rtmp_auto_push'`.

          **Mitigation.** Set `worker_processes 1;` and restart nginx when nobody streams.
          """);

  /** Live streams that a reload left in an old worker. */
  public static final Rule OLD_WORKERS =
      new Rule(
          "RtmpOldWorkers",
          metric(RtmpMetrics.WORKERS_SHUTTING_DOWN).above(0),
          Duration.ofMinutes(10),
          Severity.WARNING,
          EVIDENCE,
          "Streams run in an RTMP worker from before a reload.",
          "{{ $value }} old nginx workers on {{ $labels.host }} still carry streams that no statistics"
              + " show.",
          """
          **Meaning.** nginx was reloaded while streams ran: the old worker keeps them until they end.

          **Impact.** They are live, but nobody watches over them, and new viewers don't find them.

          **Diagnosis.** `ps -o pid,lstart,args -C nginx`: `worker process is shutting down`.

          **Mitigation.** Restart the workers that publish, so that they connect to the new process; the
          old one then ends by itself.
          """);

  /** A server that begins anew again and again. */
  public static final Rule RESTARTS =
      new Rule(
          "RtmpRestarts",
          metric(RtmpMetrics.RESTARTS).increase(Duration.ofMinutes(15)).above(2),
          Duration.ofMinutes(1),
          Severity.WARNING,
          EVIDENCE,
          "The RTMP server begins anew again and again.",
          "nginx on {{ $labels.host }} restarted or reloaded {{ $value | humanize }} times in 15"
              + " minutes.",
          """
          **Meaning.** A worker process of nginx was new more than twice in a quarter of an hour.

          **Impact.** Each restart and each crash ends all streams; a reload hides them.

          **Diagnosis.** `journalctl -u nginx`; `worker process … exited on signal` in the error log is
          a crash; else somebody or some timer reloads it.

          **Mitigation.** After a crash, update nginx and its RTMP module together. Else reload only
          when nobody streams.
          """);

  @Override
  public String name() {
    return "rtmp";
  }

  @Override
  public List<Rule> rules() {
    return List.of(
        DOWN,
        SEVERAL_WORKERS,
        OLD_WORKERS,
        RESTARTS,
        PUBLISHER_STALLED,
        StreamRules.PUBLISHER_SILENT,
        StreamRules.PUBLISHER_RECONNECTS,
        StreamRules.OUT_OF_SYNC,
        StreamRules.PLAYERS_LOSE_PACKETS,
        StreamRules.PLAYERS_STALLED);
  }
}
