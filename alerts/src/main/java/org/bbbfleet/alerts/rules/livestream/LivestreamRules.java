package org.bbbfleet.alerts.rules.livestream;

import static org.bbbfleet.core.promql.Selector.metric;

import com.google.auto.service.AutoService;
import java.time.Duration;
import java.util.List;
import org.bbbfleet.alerts.rules.Evidence;
import org.bbbfleet.alerts.rules.Rule;
import org.bbbfleet.alerts.rules.RuleGroup;
import org.bbbfleet.alerts.rules.Severity;
import org.bbbfleet.exporters.livestream.LivestreamMetrics;

/** Livestream workers, which send a meeting to an RTMP server. */
@AutoService(RuleGroup.class)
public final class LivestreamRules implements RuleGroup {
  private static final Evidence EVIDENCE = new Evidence.FromCollector("livestream");

  /** The exporter's own patience with a still ffmpeg, and one collection more. */
  private static final int STALLS_AFTER_SECONDS = 25;

  /** A worker whose ffmpeg runs but does nothing. */
  public static final Rule STALLED =
      new Rule(
              "LivestreamStalled",
              metric(LivestreamMetrics.WORKER_STATE).with("state", "stalled").is(1),
              Duration.ofSeconds(30),
              Severity.CRITICAL,
              EVIDENCE,
              "A livestream stands still.",
              "The livestream worker {{ $labels.worker }} on {{ $labels.host }} is there, but its ffmpeg"
                  + " does not work.",
              """
          **Meaning.** ffmpeg is alive but uses no processor time: it encodes nothing.

          **Impact.** Viewers see a frozen picture, then an error.

          **Diagnosis.** `ps -o pid,stat,time -C ffmpeg`: state T is stopped, D waits for storage or
          network. Does the RTMP server accept data?

          **Mitigation.** If the RTMP server is well, restart the worker: it joins the meeting again
          and streams on.
          """)
          .wellWhen(
              // A new ffmpeg counts as streaming until it has had the time to stall.
              metric(LivestreamMetrics.WORKER_STATE)
                  .with("state", "streaming")
                  .is(1)
                  .andOn(
                      List.of("host", "worker"),
                      metric(LivestreamMetrics.FFMPEG_AGE).above(STALLS_AFTER_SECONDS))
                  // The state is what differs from the alert, so it must not be compared.
                  .maxBy("host", "worker"));

  /** A worker that was there and is gone. */
  public static final Rule EXITED =
      new Rule(
          "LivestreamExited",
          metric(LivestreamMetrics.WORKER_STATE).with("state", "exited").is(1),
          Duration.ofMinutes(1),
          Severity.WARNING,
          EVIDENCE,
          "A livestream worker has ended.",
          "The livestream worker {{ $labels.worker }} on {{ $labels.host }} has no process any more.",
          """
          **Meaning.** The worker's unit or container is known, but none of its processes is left.
          A worker that fails may end with exit code 0.

          **Impact.** If its meeting still runs, viewers have no stream.

          **Diagnosis.** `systemctl status bbb-livestream-WORKER`, its journal, and whether the meeting
          still runs.

          **Mitigation.** Start the worker again if the meeting runs; else stop it for good.
          """);

  @Override
  public String name() {
    return "livestream";
  }

  @Override
  public List<Rule> rules() {
    return List.of(STALLED, EXITED);
  }
}
