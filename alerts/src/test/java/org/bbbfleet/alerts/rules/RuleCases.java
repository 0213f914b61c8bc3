package org.bbbfleet.alerts.rules;

import static org.bbbfleet.alerts.rules.RuleCase.AGENT;
import static org.bbbfleet.alerts.rules.RuleCase.agent;
import static org.bbbfleet.alerts.rules.RuleCase.when;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.bbbfleet.alerts.rules.agent.AgentRules;
import org.bbbfleet.alerts.rules.bbb.BbbRules;
import org.bbbfleet.alerts.rules.blackbox.BlackboxRules;
import org.bbbfleet.alerts.rules.freeswitch.FreeSwitchCallRules;
import org.bbbfleet.alerts.rules.freeswitch.FreeSwitchRules;
import org.bbbfleet.alerts.rules.livestream.LivestreamRules;
import org.bbbfleet.alerts.rules.soffice.SofficeRules;
import org.bbbfleet.alerts.rules.units.UnitRules;

/**
 * The unit tests of all rules, as a table. The names are written out here, as Prometheus sees them:
 * a renamed metric must be seen in a test.
 */
final class RuleCases {
  private static final Map<String, String> PAGE =
      Map.of("instance", "https://meet.example.org", "job", "blackbox");

  private RuleCases() {}

  static List<RuleCase> all() {
    return Stream.of(
            theLoop(),
            RtmpRuleCases.all(),
            PlatformRuleCases.all(),
            ServicesRuleCases.all(),
            SurroundingRuleCases.all(),
            SharedRuleCases.all())
        .flatMap(List::stream)
        .toList();
  }

  private static List<RuleCase> theLoop() {
    return List.of(
        when(AgentRules.DOWN)
            .gauge("up", AGENT, 0, 1)
            .beside("up", Map.of("host", "bbb1", "instance", "bbb1:9100", "job", "node"), 0)
            .says("Prometheus can't scrape the agent of bbb1."),
        when(AgentRules.COLLECTOR_FAILING)
            .gauge("fleet_collector_success", agent("collector", "bbb"), 0, 1)
            .beside("fleet_collector_success", agent("collector", "rtmp"), 1)
            .keeps(agent("collector", "bbb"))
            .says("The collector bbb on bbb1 fails: what it watches is not measured."),
        when(AgentRules.CONFIG_FAULTY)
            .gauge("fleet_agent_config_last_reload_successful", AGENT, 0, 1)
            .says("The agent of bbb1 refuses its new configuration; the one before stays in use."),
        when(BbbRules.DOWN)
            .gauge("bbb_api_up", AGENT, 0, 1)
            .says("The API of bbb1 fails; bbb_api_failures_total names the reason."),
        when(BbbRules.SLOW)
            .counter("bbb_api_latency_bucket", latency("2.5"), 0, 10)
            .counter("bbb_api_latency_bucket", latency("5"), 10, 10)
            .counter("bbb_api_latency_bucket", latency("+Inf"), 10, 10)
            .keeps(agent("endpoint", "getMeetings"))
            .window(RuleCase.STEP, Duration.ofMinutes(10))
            .says("99 % of the API's answers on bbb1 take up to 4.975s."),
        when(BlackboxRules.FAILED)
            .gauge("probe_success", PAGE, 0, 1)
            .keeps(PAGE)
            .says("https://meet.example.org fails its probe."),
        // The clock of these tests begins in 1970.
        when(BlackboxRules.CERTIFICATE_ENDS)
            .gauge("probe_ssl_earliest_cert_expiry", PAGE, 1_000_000, 2_000_000)
            .keeps(PAGE)
            .says("The certificate of https://meet.example.org ends in 11d 13h 41m 40s."),
        when(FreeSwitchRules.MUTE)
            .gauge("freeswitch_up", AGENT, 0, 1)
            .beside("unit_active", agent("unit", "freeswitch.service"), 1)
            .beside("unit_active", agent("unit", "nginx.service"), 0)
            .says(
                "FreeSWITCH on bbb1 runs, but its event socket does not answer; see"
                    + " freeswitch_failure for the reason."),
        when(FreeSwitchRules.SESSIONS_WARNING)
            .gauge("freeswitch_session_active", AGENT, 170, 160)
            .beside("freeswitch_session_limit", AGENT, 200)
            .says("FreeSWITCH on bbb1 uses 85 % of its sessions."),
        when(FreeSwitchRules.SESSIONS_CRITICAL)
            .gauge("freeswitch_session_active", AGENT, 192, 190)
            .beside("freeswitch_session_limit", AGENT, 200)
            .says("FreeSWITCH on bbb1 uses 96 % of its sessions."),
        when(FreeSwitchRules.REFUSES_CALLS)
            .gauge("freeswitch_refusing_calls", agent("reason", "paused"), 1, 0)
            .beside("freeswitch_refusing_calls", agent("reason", "rate"), 1)
            .keeps(agent("reason", "paused"))
            .says("FreeSWITCH on bbb1 refuses new calls: paused."),
        when(FreeSwitchRules.EVENTS_STALLED)
            .gauge("freeswitch_heartbeat_age_seconds", AGENT, 95, 19)
            .says(
                "FreeSWITCH on bbb1 answers commands, but its last heartbeat event is 1m 35s old."),
        when(FreeSwitchCallRules.PROFILE_DOWN)
            .gauge("freeswitch_sofia_profile_running", agent("profile", "external"), 0, 1)
            .beside("freeswitch_sofia_profile_running", agent("profile", "internal"), 1)
            .keeps(agent("profile", "external"))
            .says("The SIP profile external of FreeSWITCH on bbb1 does not run."),
        when(FreeSwitchCallRules.GATEWAY_DOWN)
            .gauge(
                "freeswitch_sofia_gateway_up", agent("profile", "external", "gateway", "g1"), 0, 1)
            .keeps(agent("profile", "external", "gateway", "g1"))
            .says("The gateway g1 of FreeSWITCH on bbb1 is down."),
        when(FreeSwitchCallRules.CALLS_REFUSED)
            .counter("freeswitch_refused_calls_total", agent("reason", "rate"), 1, 0)
            .beside("freeswitch_refused_calls_total", agent("reason", "sessions"), 3)
            .keeps(agent("reason", "rate"))
            .window(RuleCase.STEP, Duration.ofMinutes(5))
            .says("FreeSWITCH on bbb1 refused 2 calls within five minutes: rate."),
        when(FreeSwitchCallRules.MEETINGS_WITHOUT_AUDIO)
            .gauge("freeswitch_meetings_without_conference", AGENT, 2, 0)
            .says(
                "2 meetings on bbb1 show people in the audio, and FreeSWITCH has no conference for"
                    + " them."),
        when(FreeSwitchCallRules.ORPHANED_CONFERENCES)
            .gauge("freeswitch_conferences_without_meeting", AGENT, 1, 0)
            .says(
                "FreeSWITCH on bbb1 has 1 conferences with people in them that belong to no running"
                    + " meeting."),
        when(FreeSwitchCallRules.POOR_SOUND)
            .counter("freeswitch_rtp_mos_bucket", sound("3"), 5, 0)
            .counter("freeswitch_rtp_mos_bucket", sound("4"), 10, 0)
            .counter("freeswitch_rtp_mos_bucket", sound("4.5"), 10, 20)
            .counter("freeswitch_rtp_mos_bucket", sound("+Inf"), 10, 20)
            .window(RuleCase.STEP, Duration.ofMinutes(10))
            .says("A quarter of the calls on bbb1 have a mean opinion score of at most 1.5."),
        when(LivestreamRules.STALLED)
            .gauge("livestream_worker_state", worker("stalled"), 1, 0)
            .gauge("livestream_worker_state", worker("streaming"), 0, 1)
            .keeps(worker("stalled"))
            .says("The livestream worker w1 on bbb1 is there, but its ffmpeg does not work."),
        when(LivestreamRules.DEAD_PAGE)
            .gauge("livestream_worker_state", worker("dead_page"), 1, 0)
            .gauge("livestream_worker_state", worker("streaming"), 0, 1)
            .keeps(worker("dead_page"))
            .says("The livestream worker w1 on bbb1 streams, but it is not in its meeting."),
        when(LivestreamRules.MEETING_OVER)
            .gauge("livestream_worker_state", worker("meeting_over"), 1, 0)
            .beside("livestream_worker_meeting_running", agent("worker", "w1"), 0)
            .keeps(worker("meeting_over"))
            .says("The livestream worker w1 on bbb1 streams although its meeting is over."),
        when(LivestreamRules.NOT_STARTING)
            .gauge("livestream_worker_state", worker("starting"), 1, 0)
            .beside("livestream_worker_state", worker("waiting"), 1)
            .keeps(worker("starting"))
            .says("The livestream worker w1 on bbb1 has a browser, but no ffmpeg."),
        when(LivestreamRules.FAILED)
            .gauge("livestream_worker_failed", agent("worker", "w1"), 1, 0)
            .beside("livestream_worker_failed", agent("worker", "w2"), 0)
            .keeps(agent("worker", "w1"))
            .says("The livestream worker w1 on bbb1 has ended, but its meeting goes on."),
        when(LivestreamRules.RESTARTING)
            .counter("livestream_worker_restarts_total", agent("worker", "w1"), 1, 0)
            .beside("livestream_worker_restarts_total", agent("worker", "w2"), 3)
            .keeps(agent("worker", "w1"))
            .window(Duration.ofMinutes(1), Duration.ofMinutes(15))
            .says(
                "The livestream worker w1 on bbb1 was started again at least four times within 15"
                    + " minutes."),
        when(LivestreamRules.EXITED)
            .gauge("livestream_worker_state", worker("exited"), 1, 0)
            .gauge("livestream_worker_state", worker("streaming"), 0, 1)
            .beside("livestream_worker_meeting_running", agent("worker", "w2"), 1)
            .keeps(worker("exited"))
            .says(
                "The livestream worker w1 on bbb1 has no process any more; whether its meeting goes"
                    + " on is not known."),
        when(SofficeRules.DEFUNCT)
            .gauge("soffice_processes", soffice("defunct"), 2, 0)
            .beside("soffice_processes", soffice("running"), 3)
            .beside("soffice_processes", soffice("exiting"), 1)
            .keeps(soffice("defunct"))
            .says("bbb1 has 2 defunct soffice processes: their parent does not reap them."),
        when(SofficeRules.STUCK)
            .gauge("soffice_processes", soffice("stuck"), 1, 0)
            .gauge("soffice_processes", soffice("spinning"), 1, 0)
            .gauge("soffice_processes", soffice("idle_stuck"), 1, 0)
            .beside("soffice_processes", soffice("running"), 3)
            .says("bbb1 has 3 soffice processes that are older than any conversion may take."),
        when(SofficeRules.UNINTERRUPTIBLE)
            .gauge("soffice_processes", soffice("uninterruptible"), 1, 0)
            .beside("soffice_processes", soffice("running"), 3)
            .keeps(soffice("uninterruptible"))
            .says("bbb1 has 1 soffice processes in uninterruptible sleep."),
        when(SofficeRules.OVER_MEMORY)
            .gauge("soffice_processes", soffice("over_memory"), 2, 0)
            .beside("soffice_processes", soffice("running"), 3)
            .keeps(soffice("over_memory"))
            .says("bbb1 has 2 soffice processes that are near their memory limit."),
        when(SofficeRules.ORPHAN_CONTAINER)
            .gauge("soffice_processes", soffice("orphan_container"), 2, 0)
            .beside("soffice_processes", soffice("running"), 3)
            .keeps(soffice("orphan_container"))
            .says("bbb1 has 2 containers that convert for nobody."),
        when(SofficeRules.OOM_KILLED)
            .counter("soffice_oom_kills_total", agent(), 1, 0)
            .window(RuleCase.STEP, Duration.ofMinutes(10))
            .says(
                "On bbb1 the kernel killed soffice processes within the last ten minutes for want of"
                    + " memory."),
        when(SofficeRules.SLOTS_FULL)
            .gauge("soffice_conversion_slots_used", agent(), 4, 1)
            .beside("soffice_conversion_slots", agent(), 4)
            .says("All conversion slots of bbb1 have been in use for five minutes: uploads wait."),
        when(UnitRules.DEAD)
            .gauge("unit_active", agent("unit", "nginx.service"), 0, 1)
            .beside("unit_active", agent("unit", "freeswitch.service"), 1)
            .keeps(agent("unit", "nginx.service"))
            .says("nginx.service on bbb1 is not running."));
  }

  private static Map<String, String> latency(String le) {
    return agent("endpoint", "getMeetings", "parameters", "", "le", le);
  }

  private static Map<String, String> sound(String le) {
    return agent("moment", "running", "le", le);
  }

  private static Map<String, String> worker(String state) {
    return agent("worker", "w1", "state", state);
  }

  private static Map<String, String> soffice(String kind) {
    return agent("class", kind);
  }
}
