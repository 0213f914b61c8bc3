package org.bbbfleet.alerts.rules.bbbservices;

import static org.bbbfleet.core.promql.Selector.metric;

import com.google.auto.service.AutoService;
import java.time.Duration;
import java.util.List;
import org.bbbfleet.alerts.rules.Evidence;
import org.bbbfleet.alerts.rules.Rule;
import org.bbbfleet.alerts.rules.RuleGroup;
import org.bbbfleet.alerts.rules.Severity;
import org.bbbfleet.exporters.bbbservices.ServicesMetrics;
import org.bbbfleet.exporters.bbbservices.SfuMetrics;

/** BigBlueButton's services beyond those without which no meeting works. */
@AutoService(RuleGroup.class)
public final class ServicesRules implements RuleGroup {
  private static final Evidence EVIDENCE = new Evidence.FromCollector("bbbservices");

  /** UnitDead tells of these, and the healer starts them. */
  private static final String ESSENTIAL =
      "nginx|freeswitch|redis-server|bbb-apps-akka|bbb-fsesl-akka|bbb-web|bbb-webrtc-sfu";

  /** A service is down that a part of BigBlueButton needs. */
  public static final Rule HELPER_DOWN =
      new Rule(
          "BigBlueButtonServiceDown",
          metric(ServicesMetrics.UP).unlike("service", ESSENTIAL).is(0),
          Duration.ofMinutes(2),
          Severity.WARNING,
          EVIDENCE,
          "A service of BigBlueButton is down.",
          "{{ $labels.service }} on {{ $labels.host }} is not active.",
          """
          **Meaning.** The unit is installed and starts with the host, and it is not active.

          **Impact.** By its name: bbb-pads and etherpad: shared notes; bbb-graphql-…: the client of 3.0
          as a whole; bbb-rap-…: recordings; bbb-export-annotations: slides with annotations;
          bbb-webhooks: front ends that wait for events.

          **Diagnosis.** `systemctl status SERVICE` and `journalctl -u SERVICE -n 50`.

          **Mitigation.** `systemctl start SERVICE`. If it fails again at once, mend what its journal
          says first. When it is not wanted, disable it: then it is absent, not down.
          """);

  /** A service is restarted again and again. */
  public static final Rule RESTARTS =
      new Rule(
          "BigBlueButtonServiceRestarts",
          metric(ServicesMetrics.RESTARTS).increase(Duration.ofHours(1)).above(3),
          Duration.ofMinutes(1),
          Severity.WARNING,
          EVIDENCE,
          "A service of BigBlueButton crashes again and again.",
          "systemd restarted {{ $labels.service }} on {{ $labels.host }} {{ $value | humanize }} times"
              + " in an hour.",
          """
          **Meaning.** The service ends by itself soon after each start.

          **Impact.** What it serves is interrupted each time. When it is bbb-webrtc-sfu or freeswitch,
          people lose audio and video.

          **Diagnosis.** `journalctl -u SERVICE -p warning -S -1h`; memory of the host; what was changed
          last (`/var/log/apt/history.log`).

          **Mitigation.** Undo the change, or give the service what it lacks. Take the host out of the
          balancer until then.
          """);

  /** The check found something that keeps BigBlueButton from working. */
  public static final Rule CHECK =
      new Rule(
          "BigBlueButtonCheckProblem",
          metric(ServicesMetrics.CHECK_PROBLEM)
              .like(
                  "problem",
                  "default_secret|secret_mismatch|not_running|not_started|nginx_site|nginx_port"
                      + "|own_address|freeswitch_esl|freeswitch_scheduler")
              .above(0),
          Duration.ofMinutes(10),
          Severity.WARNING,
          EVIDENCE,
          "BigBlueButton's own check finds a problem.",
          "bbb-conf --check on {{ $labels.host }} found {{ $labels.problem }}.",
          """
          **Meaning.** BigBlueButton's own check found something that keeps it, or a part of it, from
          working. The names: the page on BigBlueButton's services.

          **Impact.** By the name; default_secret keeps bbb-web from starting at all.

          **Diagnosis.** As root: `bbb-conf --check`, below "Potential problems". It may print secrets.
          Beware: while the packaged secret is in use, the check itself stops bbb-web.

          **Mitigation.** What the check says; then run it again, or wait for the timer.
          """);

  /** A media worker of the SFU crashed. */
  public static final Rule SFU_CRASHED =
      new Rule(
          "SfuWorkerCrashed",
          metric(SfuMetrics.WORKER_CRASHES).increase(Duration.ofMinutes(15)).above(0),
          Duration.ofMinutes(1),
          Severity.WARNING,
          EVIDENCE,
          "A media worker of the SFU crashed.",
          "mediasoup's workers on {{ $labels.host }} crashed {{ $value | humanize }} times in 15"
              + " minutes.",
          """
          **Meaning.** A worker process of mediasoup, which carries webcams, screens and audio, ended by
          itself.

          **Impact.** All whose media it carried lost them and had to connect again.

          **Diagnosis.** `journalctl -u bbb-webrtc-sfu -S -30min`; memory of the host; the release of
          bbb-webrtc-sfu.

          **Mitigation.** Once: nothing, clients reconnect. Again and again: take the host out of the
          balancer, and restart bbb-webrtc-sfu when no meeting runs.
          """);

  @Override
  public String name() {
    return "bbbservices";
  }

  @Override
  public List<Rule> rules() {
    return List.of(HELPER_DOWN, RESTARTS, CHECK, SFU_CRASHED);
  }
}
