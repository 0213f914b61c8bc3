package org.bbbfleet.alerts.rules.peertube;

import static org.bbbfleet.core.promql.Selector.metric;

import com.google.auto.service.AutoService;
import java.time.Duration;
import java.util.List;
import org.bbbfleet.alerts.rules.Evidence;
import org.bbbfleet.alerts.rules.Rule;
import org.bbbfleet.alerts.rules.RuleGroup;
import org.bbbfleet.alerts.rules.Severity;
import org.bbbfleet.exporters.peertube.PeerTubeMetrics;

/** PeerTube, which shows livestreams and their recordings. */
@AutoService(RuleGroup.class)
public final class PeerTubeRules implements RuleGroup {
  private static final Evidence EVIDENCE = new Evidence.FromCollector("peertube");
  private static final Duration WINDOW = Duration.ofMinutes(30);

  /** PeerTube gives no statistics. */
  public static final Rule DOWN =
      new Rule(
          "PeerTubeDown",
          metric(PeerTubeMetrics.UP).is(0),
          Duration.ofMinutes(2),
          Severity.CRITICAL,
          EVIDENCE,
          "PeerTube does not answer.",
          "PeerTube on {{ $labels.host }} gives no statistics; see peertube_failure for the reason.",
          """
          **Meaning.** PeerTube's public statistics do not answer, or something else answers there.

          **Impact.** Nobody can watch, and live streams are probably refused.

          **Diagnosis.** `peertube_failure`: connect means that it is not running; status 502 that only
          its proxy is; timeout often that PostgreSQL or Redis is slow. `journalctl -u peertube`, or the
          container's log.

          **Mitigation.** Mend PostgreSQL or Redis first, then restart PeerTube. Running live streams
          end when it restarts.
          """);

  /** Jobs that fail. */
  public static final Rule JOBS_FAIL =
      new Rule(
          "PeerTubeJobsFail",
          metric(PeerTubeMetrics.JOBS)
              .with("state", "failed")
              .minus(metric(PeerTubeMetrics.JOBS).with("state", "failed").offset(WINDOW))
              .above(4),
          Duration.ofMinutes(5),
          Severity.WARNING,
          EVIDENCE,
          "PeerTube's jobs fail.",
          "{{ $value }} jobs of type {{ $labels.jobType }} failed on {{ $labels.host }} in 30 minutes.",
          """
          **Meaning.** PeerTube's own count of failed jobs of one type grew by more than four in half an
          hour. Needs its metrics to be on.

          **Impact.** Depends on the type: `video-transcoding` and `video-live-ending` mean recordings
          that nobody can watch; `activitypub-…` only concerns other instances.

          **Diagnosis.** Administration → System → Jobs shows each failed job with its error.

          **Mitigation.** Usual causes are a full disk and an ffmpeg that lacks a codec. Mend it and run
          the jobs again there.
          """);

  /** Transcoding that does not keep up. */
  public static final Rule TRANSCODING_WAITS =
      new Rule(
          "PeerTubeTranscodingWaits",
          metric(PeerTubeMetrics.JOBS)
              .with("state", "waiting")
              .like("jobType", "video-.*|transcoding-.*")
              .above(20),
          WINDOW,
          Severity.WARNING,
          EVIDENCE,
          "PeerTube's transcoding does not keep up.",
          "{{ $value }} jobs of type {{ $labels.jobType }} wait on {{ $labels.host }}.",
          """
          **Meaning.** More than twenty videos have waited for half an hour.

          **Impact.** Recordings appear late; nothing is lost.

          **Diagnosis.** Is the processor full, or do the jobs hang? Administration → System → Jobs.

          **Mitigation.** Give transcoding more threads or a remote runner, or fewer resolutions.
          """);

  /** Messages of other instances that wait. */
  public static final Rule FEDERATION_WAITS =
      new Rule(
          "PeerTubeFederationWaits",
          metric(PeerTubeMetrics.PUB_WAITING).above(1000),
          WINDOW,
          Severity.WARNING,
          EVIDENCE,
          "PeerTube does not keep up with other instances' messages.",
          "{{ $value }} ActivityPub messages wait on {{ $labels.host }}.",
          """
          **Meaning.** More than a thousand messages of other instances have waited for half an hour.

          **Impact.** Followers' views, comments and likes appear late; the database is busy.

          **Diagnosis.** `peertube_pub_processed_per_sec_avg`: near 0 means that the inbox stands still;
          else somebody sends more than usual.

          **Mitigation.** Mend Redis or PostgreSQL if they are slow; mute the instance that floods this
          one.
          """);

  @Override
  public String name() {
    return "peertube";
  }

  @Override
  public List<Rule> rules() {
    return List.of(DOWN, JOBS_FAIL, TRANSCODING_WAITS, FEDERATION_WAITS);
  }
}
