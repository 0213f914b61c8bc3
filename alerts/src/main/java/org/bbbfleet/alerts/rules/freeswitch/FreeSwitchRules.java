package org.bbbfleet.alerts.rules.freeswitch;

import static org.bbbfleet.core.promql.Selector.metric;

import com.google.auto.service.AutoService;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.bbbfleet.alerts.rules.Evidence;
import org.bbbfleet.alerts.rules.Rule;
import org.bbbfleet.alerts.rules.RuleGroup;
import org.bbbfleet.alerts.rules.Severity;
import org.bbbfleet.core.promql.Expr;
import org.bbbfleet.exporters.freeswitch.CallMetrics;
import org.bbbfleet.exporters.freeswitch.FreeSwitchMetrics;
import org.bbbfleet.exporters.units.UnitsMetrics;

/** FreeSWITCH, which mixes the audio of all meetings of a host. */
@AutoService(RuleGroup.class)
public final class FreeSwitchRules implements RuleGroup {
  /** The unit that BigBlueButton's package installs. */
  public static final String UNIT = "freeswitch.service";

  static final Evidence EVIDENCE = new Evidence.FromCollector("freeswitch");

  /**
   * The unit runs, but the event socket does not answer as it should. A dead unit is UnitDead's.
   */
  public static final Rule MUTE =
      new Rule(
              "FreeSwitchMute",
              metric(FreeSwitchMetrics.UP)
                  .is(0)
                  .unlessOn(List.of("host"), metric(UnitsMetrics.ACTIVE).with("unit", UNIT).is(0)),
              Duration.ofMinutes(1),
              Severity.CRITICAL,
              EVIDENCE,
              "FreeSWITCH does not answer on its event socket.",
              "FreeSWITCH on {{ $labels.host }} runs, but its event socket does not answer; see"
                  + " freeswitch_failure for the reason.",
              """
          **Meaning.** The process is there, and no command gets an answer: refused, not allowed
          (acl), wrong password (auth), no answer in time, or paused (not_ready).

          **Impact.** Running calls may still be heard, but BigBlueButton can't mute, move or add
          anybody; new meetings get no audio.

          **Diagnosis.** `freeswitch_failure` names the reason. `fs_cli -x status` on the host.

          **Mitigation.** acl and auth: mend the configuration. timeout: restart FreeSWITCH, which
          ends the audio of every meeting on the host for some seconds: at once if no meeting runs,
          else when somebody decides so.
          """)
          .wellWhen(metric(FreeSwitchMetrics.UP).is(1));

  /** Nearly all sessions are in use. */
  public static final Rule SESSIONS_WARNING =
      sessions("FreeSwitchSessionsWarning", 80, Severity.WARNING);

  /** The next caller may be refused. */
  public static final Rule SESSIONS_CRITICAL =
      sessions("FreeSwitchSessionsCritical", 95, Severity.CRITICAL);

  /** It turns callers away; the limit per second is {@link FreeSwitchCallRules#CALLS_REFUSED}'s. */
  public static final Rule REFUSES_CALLS =
      new Rule(
          "FreeSwitchRefusesCalls",
          metric(CallMetrics.REFUSING_CALLS).without("reason", "rate").is(1),
          Duration.ofMinutes(2),
          Severity.CRITICAL,
          EVIDENCE,
          "FreeSWITCH refuses new calls.",
          "FreeSWITCH on {{ $labels.host }} refuses new calls: {{ $labels.reason }}.",
          """
          **Meaning.** It answers and may well call itself ready, but every new call gets 503.
          sessions: all but the last session are in use, and the last one is never given. cpu: the
          host has less idle processor than min-idle-cpu. paused: somebody ran `fsctl pause`.
          shutdown: it ends when its last call ends.

          **Impact.** People who join see their meeting and hear nothing. Those who are in go on.

          **Diagnosis.** `fs_cli -x status`, `fs_cli -x "fsctl pause_check inbound"`, `fs_cli -x
          "fsctl shutdown_check"`.

          **Mitigation.** Take the host out of the balancer. paused: `fsctl resume`. shutdown:
          `fsctl shutdown cancel`, or wait and start it again. sessions, cpu: spread the meetings.
          """);

  /** It answers commands, but what BigBlueButton lives on no longer comes. */
  public static final Rule EVENTS_STALLED =
      new Rule(
          "FreeSwitchEventsStalled",
          metric(CallMetrics.HEARTBEAT_AGE).above(70),
          Duration.ofMinutes(1),
          Severity.CRITICAL,
          EVIDENCE,
          "FreeSWITCH sends no events.",
          "FreeSWITCH on {{ $labels.host }} answers commands, but its last heartbeat event is"
              + " {{ $value | humanizeDuration }} old.",
          """
          **Meaning.** A heartbeat comes every 20 seconds over the same connection that answers our
          commands. Three and more are missing: FreeSWITCH's event queue stands still.

          **Impact.** BigBlueButton learns of joins, leaves and who talks from events only: people
          who join hear each other, and the meeting shows nobody with audio.

          **Diagnosis.** `fs_cli -x "event plain HEARTBEAT"`, `fs_cli -x "show tasks"`;
          freeswitch.log for `event queue` and for a blocked module.

          **Mitigation.** Restart FreeSWITCH, which ends the audio of every meeting on the host for
          some seconds.
          """);

  private static Rule sessions(String alert, int percent, Severity severity) {
    return new Rule(
        alert,
        metric(FreeSwitchMetrics.SESSION_ACTIVE)
            .times(Expr.number(100))
            .dividedBy(metric(FreeSwitchMetrics.SESSION_LIMIT))
            .above(percent),
        Duration.ofMinutes(5),
        severity,
        EVIDENCE,
        "FreeSWITCH runs out of sessions.",
        "FreeSWITCH on {{ $labels.host }} uses {{ $value | printf \"%.0f\" }} % of its sessions.",
        """
        **Meaning.** Each person with audio takes a session; the limit is nearly reached.

        **Impact.** At the limit, minus one, new callers are refused and hear nothing.

        **Diagnosis.** `freeswitch_session_active`, `freeswitch_session_limit`: is the limit lower
        than configured? The core lowers it when it can't start threads.

        **Mitigation.** Spread meetings over more hosts, or raise max-sessions if the processor
        allows it.
        """);
  }

  @Override
  public String name() {
    return "freeswitch";
  }

  @Override
  public List<Rule> rules() {
    return Stream.concat(
            Stream.of(MUTE, SESSIONS_WARNING, SESSIONS_CRITICAL, REFUSES_CALLS, EVENTS_STALLED),
            FreeSwitchCallRules.all().stream())
        .toList();
  }
}
