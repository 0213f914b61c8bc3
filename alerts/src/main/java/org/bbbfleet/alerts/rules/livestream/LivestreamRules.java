package org.bbbfleet.alerts.rules.livestream;

import static org.bbbfleet.core.promql.Selector.metric;

import com.google.auto.service.AutoService;
import java.time.Duration;
import java.util.List;
import org.bbbfleet.alerts.rules.Evidence;
import org.bbbfleet.alerts.rules.Rule;
import org.bbbfleet.alerts.rules.RuleGroup;
import org.bbbfleet.alerts.rules.Severity;
import org.bbbfleet.core.promql.Expr;
import org.bbbfleet.exporters.livestream.LivestreamMetrics;

/** Livestream workers, which send a meeting to an RTMP server. */
@AutoService(RuleGroup.class)
public final class LivestreamRules implements RuleGroup {
  private static final Evidence EVIDENCE = new Evidence.FromCollector("livestream");

  /** The exporter's own patience with a still ffmpeg, and one collection more. */
  private static final int STALLS_AFTER_SECONDS = 25;

  /** The time to ask for the attendee, the exporter's patience, and one collection more. */
  private static final int DEAD_PAGE_AFTER_SECONDS = 50;

  private static final List<String> WORKER = List.of("host", "worker");

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
          .wellWhen(streamsForLongerThan(STALLS_AFTER_SECONDS));

  /** A worker that streams something else than its meeting. */
  public static final Rule DEAD_PAGE =
      new Rule(
              "LivestreamDeadPage",
              metric(LivestreamMetrics.WORKER_STATE).with("state", "dead_page").is(1),
              Duration.ofSeconds(30),
              Severity.CRITICAL,
              EVIDENCE,
              "A livestream shows a dead page.",
              "The livestream worker {{ $labels.worker }} on {{ $labels.host }} streams, but it is not"
                  + " in its meeting.",
              """
          **Meaning.** The picture is healthy and shows nothing: the meeting goes on without an
          attendee of the worker's name, or the worker's browser is gone. The worker does not look at
          what it films.

          **Impact.** Viewers see "you were removed", "connection lost" or a frozen page.

          **Diagnosis.** `livestream_worker_dead_page_seconds` says for how long. Is
          `livestream_worker_attendee_present` 0? Did somebody remove the attendee, or rename it? Look
          at the stream.

          **Mitigation.** Restart the worker: it joins the meeting again. If it is removed again, talk
          to the moderator.
          """)
          .wellWhen(streamsForLongerThan(DEAD_PAGE_AFTER_SECONDS));

  /** A worker that goes on although its meeting is over. */
  public static final Rule MEETING_OVER =
      new Rule(
              "LivestreamMeetingOver",
              metric(LivestreamMetrics.WORKER_STATE).with("state", "meeting_over").is(1),
              Duration.ofMinutes(2),
              Severity.WARNING,
              EVIDENCE,
              "A livestream goes on without a meeting.",
              "The livestream worker {{ $labels.worker }} on {{ $labels.host }} streams although its"
                  + " meeting is over.",
              """
          **Meaning.** The meeting that the worker filmed has ended, and ffmpeg sends its last page
          on, for ever.

          **Impact.** Viewers see the end page; the worker burns processors and memory.

          **Diagnosis.** Is the meeting over, or did bbb-web forget it in a restart?

          **Mitigation.** Stop the worker. Restarting it is right only if it shall wait for the same
          meeting to begin again.
          """)
          .wellWhen(
              metric(LivestreamMetrics.WORKER_STATE)
                  .with("state", "exited")
                  .is(1)
                  .maxBy("host", "worker"));

  /** A worker that never came to stream. */
  public static final Rule NOT_STARTING =
      new Rule(
              "LivestreamNotStarting",
              metric(LivestreamMetrics.WORKER_STATE).with("state", "starting").is(1),
              Duration.ofMinutes(3),
              Severity.CRITICAL,
              EVIDENCE,
              "A livestream does not start.",
              "The livestream worker {{ $labels.worker }} on {{ $labels.host }} has a browser, but no"
                  + " ffmpeg.",
              """
          **Meaning.** The worker opened its meeting minutes ago and has not begun to stream: it hangs
          in the page, or its ffmpeg ended and the rest did not.

          **Impact.** Viewers have no stream.

          **Diagnosis.** The worker's journal: a script error of the page (after an update of
          BigBlueButton?), a full `/dev/shm`, or ffmpeg's own message. Does the RTMP server accept
          data?

          **Mitigation.** Restart the worker once. If it hangs again, its version does not fit
          BigBlueButton's.
          """)
          .wellWhen(streamsForLongerThan(STALLS_AFTER_SECONDS));

  /** A worker that ended although its meeting goes on. */
  public static final Rule FAILED =
      new Rule(
              "LivestreamFailed",
              metric(LivestreamMetrics.FAILED).is(1),
              Duration.ofSeconds(45),
              Severity.CRITICAL,
              EVIDENCE,
              "A livestream ended before its meeting.",
              "The livestream worker {{ $labels.worker }} on {{ $labels.host }} has ended, but its"
                  + " meeting goes on.",
              """
          **Meaning.** No process of the worker is left, and BigBlueButton says that its meeting runs.
          Its exit code does not matter: a worker whose RTMP server refused it ends with 0.

          **Impact.** Viewers have no stream.

          **Diagnosis.** `livestream_worker_exit_code`, the worker's journal, the RTMP server.

          **Mitigation.** Start it again. One that an admin disabled is not started.
          """)
          .wellWhen(streamsForLongerThan(STALLS_AFTER_SECONDS));

  /** A worker that is started again and again. */
  public static final Rule RESTARTING =
      new Rule(
          "LivestreamRestarting",
          metric(LivestreamMetrics.RESTARTS).increase(Duration.ofMinutes(15)).above(3.5),
          Duration.ofMinutes(1),
          Severity.WARNING,
          EVIDENCE,
          "A livestream worker ends again and again.",
          "The livestream worker {{ $labels.worker }} on {{ $labels.host }} was started again at"
              + " least four times within 15 minutes.",
          """
          **Meaning.** Systemd, Docker or we start the worker, and it ends.

          **Impact.** The stream is interrupted each time; viewers give up.

          **Diagnosis.** `livestream_worker_exit_code` and its journal: a refused stream key, a script
          error of the page, `/dev/shm` below 500 MB (exit code 2).

          **Mitigation.** Find the cause; one more restart changes nothing.
          """);

  /** A worker that was there and is gone, and of whose meeting nobody knows. */
  public static final Rule EXITED =
      new Rule(
          "LivestreamExited",
          metric(LivestreamMetrics.WORKER_STATE)
              .with("state", "exited")
              .is(1)
              .unlessOn(WORKER, metric(LivestreamMetrics.MEETING_RUNNING)),
          Duration.ofMinutes(1),
          Severity.WARNING,
          EVIDENCE,
          "A livestream worker has ended.",
          "The livestream worker {{ $labels.worker }} on {{ $labels.host }} has no process any more;"
              + " whether its meeting goes on is not known.",
          """
          **Meaning.** The worker's unit or container is known, but none of its processes is left.
          A worker that fails may end with exit code 0.

          **Impact.** If its meeting still runs, viewers have no stream.

          **Diagnosis.** `systemctl status bbb-livestream-WORKER`, its journal, and whether the meeting
          still runs. Give the exporter `bbb.url` and `bbb.secret_file`, and it tells them apart.

          **Mitigation.** Start the worker again if the meeting runs; else stop it for good.
          """);

  private static Expr streamsForLongerThan(int seconds) {
    // A new ffmpeg counts as streaming until it has had the time to fail.
    return metric(LivestreamMetrics.WORKER_STATE)
        .with("state", "streaming")
        .is(1)
        .andOn(WORKER, metric(LivestreamMetrics.FFMPEG_AGE).above(seconds))
        // The state is what differs from the alert, so it must not be compared.
        .maxBy("host", "worker");
  }

  @Override
  public String name() {
    return "livestream";
  }

  @Override
  public List<Rule> rules() {
    return List.of(STALLED, DEAD_PAGE, MEETING_OVER, NOT_STARTING, FAILED, RESTARTING, EXITED);
  }
}
