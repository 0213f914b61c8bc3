package org.bbbfleet.alerts.rules;

import static org.bbbfleet.alerts.rules.RuleCase.AGENT;
import static org.bbbfleet.alerts.rules.RuleCase.agent;
import static org.bbbfleet.alerts.rules.RuleCase.when;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.bbbfleet.alerts.rules.bbbservices.ServicesRules;
import org.bbbfleet.alerts.rules.recordings.RecordingsRules;
import org.bbbfleet.alerts.rules.scalelite.ScaleliteRules;

/** The unit tests of the rules for BigBlueButton's services, recordings and Scalelite. */
final class ServicesRuleCases {
  private static final Map<String, String> PADS = agent("service", "bbb-pads");
  private static final Map<String, String> WAITING = agent("state", "unprocessed");
  private static final Map<String, String> DISK = agent("source", "disk");
  private static final Map<String, String> SERVER = agent("server", "bbb-7.example.org");

  private ServicesRuleCases() {}

  static List<RuleCase> all() {
    return List.of(
        when(ServicesRules.HELPER_DOWN)
            .gauge("bbb_service_up", PADS, 0, 1)
            .beside("bbb_service_up", agent("service", "bbb-web"), 0)
            .keeps(PADS)
            .says("bbb-pads on bbb1 is not active."),
        when(ServicesRules.RESTARTS)
            .counter("bbb_service_restarts_total", PADS, 1, 0)
            .window(Duration.ofMinutes(1), Duration.ofHours(1))
            .keeps(PADS)
            .says("systemd restarted bbb-pads on bbb1 8 times in an hour."),
        when(ServicesRules.CHECK)
            .gauge("bbb_conf_check_problem", agent("problem", "not_running"), 1, 0)
            .beside("bbb_conf_check_problem", agent("problem", "few_cores"), 1)
            .keeps(agent("problem", "not_running"))
            .says("bbb-conf --check on bbb1 found not_running."),
        when(ServicesRules.SFU_CRASHED)
            .counter("mediasoup_worker_crashes", AGENT, 1, 0)
            .window(RuleCase.STEP, Duration.ofMinutes(15))
            .says("mediasoup's workers on bbb1 crashed 5 times in 15 minutes."),
        when(RecordingsRules.UNKNOWN)
            .gauge("bbb_recordings_up", DISK, 0, 1)
            .keeps(DISK)
            .says(
                "Recordings on bbb1 can't be counted from disk; bbb_recordings_failures_total names"
                    + " the reason."),
        when(RecordingsRules.WAIT)
            .gauge("bbb_recordings_oldest_wait_seconds", WAITING, 25_200, 3600)
            .beside("bbb_recordings_oldest_wait_seconds", agent("state", "processing"), 60)
            .keeps(WAITING)
            .says("The oldest recording on bbb1 that is unprocessed has waited for 7h 0m 0s."),
        when(RecordingsRules.FAILED)
            .counter("bbb_recordings_failed", AGENT, 1, 0)
            .window(Duration.ofHours(1), Duration.ofHours(1))
            .says("240 more recordings on bbb1 have failed than an hour ago."),
        when(ScaleliteRules.DOWN)
            .gauge("scalelite_up", AGENT, 0, 1)
            .says(
                "Scalelite asked by bbb1 is not well; scalelite_health_failures_total names the"
                    + " reason."),
        when(ScaleliteRules.NO_SERVERS)
            .gauge("scalelite_servers_available", AGENT, 0, 3)
            .says("None of the servers of the Scalelite asked by bbb1 is enabled and online."),
        when(ScaleliteRules.SERVER_OFFLINE)
            .gauge("scalelite_server_online", SERVER, 0, 1)
            .beside("scalelite_server_state", in("bbb-7.example.org", "enabled"), 1)
            .beside("scalelite_server_online", agent("server", "bbb-8.example.org"), 0)
            .beside("scalelite_server_state", in("bbb-8.example.org", "enabled"), 0)
            .keeps(SERVER)
            .says("Scalelite asked by bbb1 does not reach bbb-7.example.org."),
        when(ScaleliteRules.POLLER_STALE)
            .gauge("scalelite_poller_age_seconds", AGENT, 420, 30)
            .says("The poller seen from bbb1 last ended with a server 7m 0s ago."),
        when(ScaleliteRules.POLLERS)
            .gauge("scalelite_poller_processes", AGENT, 2, 1)
            .says("2 pollers run on bbb1; there must be one."),
        when(ScaleliteRules.IMPORTER_DOWN)
            .gauge("scalelite_recordings_up", AGENT, 0, 1)
            .beside("scalelite_recordings_spool_count", AGENT, 2)
            .says("Recordings wait on bbb1, and no importer runs there."),
        when(ScaleliteRules.QUEUED)
            .gauge("scalelite_recordings_spool_oldest_seconds", AGENT, 7200, 60)
            .says("The oldest recording in the spool directory of bbb1 has waited for 2h 0m 0s."));
  }

  private static Map<String, String> in(String server, String state) {
    return agent("server", server, "state", state);
  }
}
