package org.bbbfleet.alerts.rules.freeswitch;

import static org.bbbfleet.alerts.rules.freeswitch.FreeSwitchRules.EVIDENCE;
import static org.bbbfleet.core.promql.Selector.buckets;
import static org.bbbfleet.core.promql.Selector.metric;

import java.time.Duration;
import java.util.List;
import org.bbbfleet.alerts.rules.Rule;
import org.bbbfleet.alerts.rules.Severity;
import org.bbbfleet.exporters.freeswitch.CallMetrics;
import org.bbbfleet.exporters.freeswitch.FreeSwitchMetrics;

/** FreeSWITCH's calls: whether they come in, fit the meetings and are heard. */
public final class FreeSwitchCallRules {
  private FreeSwitchCallRules() {}

  /** A SIP profile is gone from the list of those that run. */
  public static final Rule PROFILE_DOWN =
      new Rule(
          "FreeSwitchProfileDown",
          metric(FreeSwitchMetrics.SOFIA_PROFILE_RUNNING).is(0),
          Duration.ofMinutes(2),
          Severity.CRITICAL,
          EVIDENCE,
          "A SIP profile of FreeSWITCH does not run.",
          "The SIP profile {{ $labels.profile }} of FreeSWITCH on {{ $labels.host }} does not run.",
          """
          **Meaning.** The profile ran before, or is configured as expected, and FreeSWITCH lists it
          no more. Its port is taken, its address is gone, or somebody stopped it.

          **Impact.** external carries the audio of browsers and of telephones: nobody can join the
          audio of any meeting on this host.

          **Diagnosis.** `fs_cli -x "sofia status"`; freeswitch.log for `Error Creating SIP UA`.

          **Mitigation.** `fs_cli -x "sofia profile external start"` once the cause is gone.
          """);

  /** A telephone trunk does not answer or refuses us. */
  public static final Rule GATEWAY_DOWN =
      new Rule(
          "FreeSwitchGatewayDown",
          metric(FreeSwitchMetrics.SOFIA_GATEWAY_UP).is(0),
          Duration.ofMinutes(5),
          Severity.WARNING,
          EVIDENCE,
          "A telephone gateway of FreeSWITCH is down.",
          "The gateway {{ $labels.gateway }} of FreeSWITCH on {{ $labels.host }} is down.",
          """
          **Meaning.** Its pings stay unanswered, or the registration there fails.

          **Impact.** Nobody can dial into meetings, or be called, through this gateway.

          **Diagnosis.** `fs_cli -x "sofia status gateway NAME"`: the state and its retry time.

          **Mitigation.** Ask the provider; look at user, password and address of the gateway.
          """);

  /** The core's limit of sessions per second turned callers away. */
  public static final Rule CALLS_REFUSED =
      new Rule(
          "FreeSwitchCallsRefused",
          metric(CallMetrics.REFUSED_CALLS).increase(Duration.ofMinutes(5)).above(0),
          Duration.ofSeconds(15),
          Severity.WARNING,
          EVIDENCE,
          "FreeSWITCH refused calls.",
          "FreeSWITCH on {{ $labels.host }} refused {{ $value | printf \"%.0f\" }} calls within"
              + " five minutes: {{ $labels.reason }}.",
          """
          **Meaning.** FreeSWITCH's log says that it made no session. rate: more calls in a second
          than sessions-per-second less one. sessions: max-sessions. paused: somebody paused it.

          **Impact.** So many people saw their meeting and heard nothing; the browser tries again.

          **Diagnosis.** `freeswitch_current_sps`, `freeswitch_max_sps`: do lessons begin at once?

          **Mitigation.** Raise sessions-per-second in switch.conf.xml if the processor allows it.
          """);

  /** The API's meetings have voices that FreeSWITCH has no room for. */
  public static final Rule MEETINGS_WITHOUT_AUDIO =
      new Rule(
          "FreeSwitchMeetingsWithoutAudio",
          metric(CallMetrics.MEETINGS_WITHOUT_CONFERENCE).above(0),
          Duration.ofMinutes(3),
          Severity.CRITICAL,
          EVIDENCE,
          "Meetings show audio that FreeSWITCH does not have.",
          "{{ $value | printf \"%.0f\" }} meetings on {{ $labels.host }} show people in the audio,"
              + " and FreeSWITCH has no conference for them.",
          """
          **Meaning.** BigBlueButton's API counts people in the audio of a meeting; FreeSWITCH has no
          conference of that number. Usually FreeSWITCH was restarted and BigBlueButton did not
          learn it.

          **Impact.** These people hear nothing, though the meeting says that they do.

          **Diagnosis.** `fs_cli -x "conference list summary"` beside the meetings' voiceBridge;
          bbb-fsesl-akka's log.

          **Mitigation.** Let the people leave and join the audio again; restart bbb-fsesl-akka.
          """);

  /** Conferences go on that belong to no meeting. */
  public static final Rule ORPHANED_CONFERENCES =
      new Rule(
          "FreeSwitchOrphanedConferences",
          metric(CallMetrics.CONFERENCES_WITHOUT_MEETING).above(0),
          Duration.ofMinutes(10),
          Severity.WARNING,
          EVIDENCE,
          "FreeSWITCH has conferences of no meeting.",
          "FreeSWITCH on {{ $labels.host }} has {{ $value | printf \"%.0f\" }} conferences with"
              + " people in them that belong to no running meeting.",
          """
          **Meaning.** The meeting ended, or bbb-web was restarted and forgot it, and its conference
          went on.

          **Impact.** People talk in a meeting that nobody can moderate, mute or end, and its
          sessions stay in use.

          **Diagnosis.** `fs_cli -x "conference list summary"` beside the meetings' voiceBridge.

          **Mitigation.** `fs_cli -x "conference NUMBER hup all"` once it is certain that nobody is
          in a lesson there.
          """);

  /** A quarter of the calls sounds bad. */
  public static final Rule POOR_SOUND =
      new Rule(
          "FreeSwitchPoorSound",
          buckets(CallMetrics.RTP_MOS)
              .with("moment", "running")
              .rate(Duration.ofMinutes(10))
              .sumBy("host", "instance", "job", "le")
              .histogramQuantile(0.25)
              .below(3.5),
          Duration.ofMinutes(10),
          Severity.WARNING,
          EVIDENCE,
          "Many calls sound bad.",
          "A quarter of the calls on {{ $labels.host }} have a mean opinion score of at most"
              + " {{ $value | printf \"%.1f\" }}.",
          """
          **Meaning.** FreeSWITCH loses packets of at least every fourth caller that was looked at.
          A few bad callers are their own networks; a quarter is the host's or its network's.

          **Impact.** Words are lost, voices break up.

          **Diagnosis.** `freeswitch_rtp_loss_ratio`, `freeswitch_rtp_jitter_seconds`,
          `freeswitch_current_idle_cpu`; `netstat -su` for UDP receive errors.

          **Mitigation.** Take the host out of the balancer; look at its processor and its network.
          """);

  static List<Rule> all() {
    return List.of(
        PROFILE_DOWN,
        GATEWAY_DOWN,
        CALLS_REFUSED,
        MEETINGS_WITHOUT_AUDIO,
        ORPHANED_CONFERENCES,
        POOR_SOUND);
  }
}
