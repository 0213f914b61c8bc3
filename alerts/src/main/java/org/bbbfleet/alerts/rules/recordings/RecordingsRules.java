package org.bbbfleet.alerts.rules.recordings;

import static org.bbbfleet.core.promql.Selector.metric;

import com.google.auto.service.AutoService;
import java.time.Duration;
import java.util.List;
import org.bbbfleet.alerts.rules.Evidence;
import org.bbbfleet.alerts.rules.Rule;
import org.bbbfleet.alerts.rules.RuleGroup;
import org.bbbfleet.alerts.rules.Severity;
import org.bbbfleet.exporters.recordings.RecordingsMetrics;

/** Recordings on their way to those who want to see them. */
@AutoService(RuleGroup.class)
public final class RecordingsRules implements RuleGroup {
  private static final Evidence EVIDENCE = new Evidence.FromCollector("recordings");

  /** Recordings can't be counted. */
  public static final Rule UNKNOWN =
      new Rule(
          "RecordingsUnknown",
          metric(RecordingsMetrics.UP).is(0),
          Duration.ofMinutes(30),
          Severity.WARNING,
          EVIDENCE,
          "Recordings can't be counted.",
          "Recordings on {{ $labels.host }} can't be counted from {{ $labels.source }};"
              + " bbb_recordings_failures_total names the reason.",
          """
          **Meaning.** The recording directories can't be listed, or getRecordings fails.

          **Impact.** Nobody sees whether recordings wait or fail.

          **Diagnosis.** `bbb_recordings_failures_total`: config: the agent's user may not list a
          directory; timeout: the server has very many recordings, or its storage is slow; api: the
          server does not let recordings be listed without an id.

          **Mitigation.** Give the agent's user access, raise `timeout`, or count on disk.
          """);

  /** Recordings wait for hours. */
  public static final Rule WAIT =
      new Rule(
          "RecordingsWait",
          metric(RecordingsMetrics.OLDEST_WAIT).above(6 * 3600),
          Duration.ofMinutes(15),
          Severity.WARNING,
          EVIDENCE,
          "Recordings wait for long.",
          "The oldest recording on {{ $labels.host }} that is {{ $labels.state }} has waited for"
              + " {{ $value | humanizeDuration }}.",
          """
          **Meaning.** A recording has been on its way for more than six hours since its meeting ended.

          **Impact.** Who wants to see it has to wait; when nothing is processed at all, the disk fills.

          **Diagnosis.** `systemctl status bbb-rap-starter bbb-rap-resque-worker`,
          `tail /var/log/bigbluebutton/bbb-rap-worker.log`, `bbb-record --list20`. Many at once after a
          busy day are usual; one alone that is processing hangs.

          **Mitigation.** Start what is down. For one that nobody works on any more:
          `fleet heal recording-requeue --host HOST --param recording=ID`. For too many: more workers, or fewer formats.
          """);

  /** Recordings fail. */
  public static final Rule FAILED =
      new Rule(
          "RecordingsFail",
          metric(RecordingsMetrics.FAILED)
              .minus(metric(RecordingsMetrics.FAILED).offset(Duration.ofHours(1)))
              .above(0),
          Duration.ofMinutes(1),
          Severity.WARNING,
          EVIDENCE,
          "Recordings fail.",
          "{{ $value }} more recordings on {{ $labels.host }} have failed than an hour ago.",
          """
          **Meaning.** A step of processing left a mark of failure. Old failures do not alert, only new
          ones.

          **Impact.** These recordings, or one of their formats, will not be published by themselves.

          **Diagnosis.** `bbb_recordings_formats{state="failed"}` says which format;
          `ls -t /var/bigbluebutton/recording/status/*/*.fail` which recordings;
          `/var/log/bigbluebutton/FORMAT/process-ID.log` why. A full disk fails all of them.

          **Mitigation.** Mend the cause, then `fleet heal recording-requeue --host HOST --param recording=ID`
          for each.
          """);

  @Override
  public String name() {
    return "recordings";
  }

  @Override
  public List<Rule> rules() {
    return List.of(UNKNOWN, WAIT, FAILED);
  }
}
