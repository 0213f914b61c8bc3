package org.bbbfleet.exporters.freeswitch;

import static org.bbbfleet.core.metrics.Metric.counter;
import static org.bbbfleet.core.metrics.Metric.gauge;
import static org.bbbfleet.core.metrics.Metric.histogram;

import java.util.List;
import java.util.stream.Stream;
import org.bbbfleet.core.metrics.Metric;

/**
 * What is known of a FreeSWITCH. No label holds a person's name, number or address: only versions,
 * closed sets, and the names of profiles and gateways, which are configuration.
 *
 * <p>{@link #UP}, {@link #FAILURE} and {@link #COMMAND_SUCCESS} are always there. The others are
 * absent when they could not be asked. What is known of calls, their sound and events is in {@link
 * CallMetrics}.
 */
public final class FreeSwitchMetrics {
  private FreeSwitchMetrics() {}

  public static final Metric UP =
      gauge(
          "freeswitch_up",
          "Whether FreeSWITCH answers on its event socket and calls itself ready (1) or not (0).");

  public static final Metric FAILURE =
      gauge(
          "freeswitch_failure",
          "Why freeswitch_up is 0: 1 for the reason that holds (refused, acl, auth, timeout,"
              + " protocol, not_ready, unreachable), else 0.",
          "reason");

  public static final Metric COMMAND_SUCCESS =
      gauge(
          "freeswitch_command_success",
          "Whether this command of the last collection was answered and understood (1) or not (0);"
              + " not, for example, when the ESL user may not run it.",
          "command");

  public static final Metric ESL_LATENCY =
      histogram(
          "freeswitch_esl_latency_seconds",
          "Time from asking for the status on the event socket to the whole answer.",
          new double[] {0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2});

  public static final Metric INFO =
      gauge("freeswitch_info", "Constant 1; the version of FreeSWITCH.", "version");

  // Sessions and limits, by the names that znerol's exporter gave them.

  public static final Metric SESSION_TOTAL =
      gauge("freeswitch_session_total", "Sessions since FreeSWITCH started.");

  public static final Metric SESSION_ACTIVE =
      gauge("freeswitch_session_active", "Sessions now; each call leg is one.");

  public static final Metric SESSION_LIMIT =
      gauge("freeswitch_session_limit", "Configured limit of sessions, as it is now.");

  public static final Metric SESSION_CAPACITY =
      gauge(
          "freeswitch_session_capacity",
          "Sessions that can really be answered at once: FreeSWITCH refuses the one that reaches"
              + " the limit.");

  public static final Metric STACK_BYTES =
      gauge("freeswitch_stack_bytes", "Stack limit of a thread; not memory in use.");

  // The same and more, by the names that florentchauveau's exporter gave them.

  public static final Metric SESSIONS_TOTAL =
      counter("freeswitch_sessions_total", "Sessions since FreeSWITCH started.");

  public static final Metric CURRENT_SESSIONS =
      gauge("freeswitch_current_sessions", "Sessions now; each call leg is one.");

  public static final Metric CURRENT_SESSIONS_PEAK =
      gauge("freeswitch_current_sessions_peak", "Most sessions at once since start.");

  public static final Metric CURRENT_SESSIONS_PEAK_LAST_5MIN =
      gauge("freeswitch_current_sessions_peak_last_5min", "Most sessions at once in five minutes.");

  public static final Metric CURRENT_SPS =
      gauge(
          "freeswitch_current_sps",
          "Sessions attempted in the last second, refused ones included.");

  public static final Metric CURRENT_SPS_PEAK =
      gauge(
          "freeswitch_current_sps_peak",
          "Most sessions per second since start; wrong after the limit was changed at run time.");

  public static final Metric CURRENT_SPS_PEAK_LAST_5MIN =
      gauge(
          "freeswitch_current_sps_peak_last_5min",
          "Most sessions per second in five minutes; wrong after the limit was changed.");

  public static final Metric MAX_SPS =
      gauge("freeswitch_max_sps", "Configured limit of sessions per second, as it is now.");

  public static final Metric MAX_SESSIONS =
      gauge("freeswitch_max_sessions", "Configured limit of sessions, as it is now.");

  public static final Metric CURRENT_IDLE_CPU =
      gauge("freeswitch_current_idle_cpu", "Idle CPU of the host as FreeSWITCH sees it, percent.");

  public static final Metric MIN_IDLE_CPU =
      gauge(
          "freeswitch_min_idle_cpu",
          "Configured floor of idle CPU below which calls are refused, percent; 0 is off.");

  public static final Metric CURRENT_CALLS =
      gauge(
          "freeswitch_current_calls",
          "Calls now: a member of a conference is one, and so is a bridged pair.");

  public static final Metric UPTIME_SECONDS =
      gauge("freeswitch_uptime_seconds", "Time since FreeSWITCH started.");

  public static final Metric TIME_SYNCED =
      gauge(
          "freeswitch_time_synced",
          "Whether FreeSWITCH's clock and the exporter's agree within a second (1) or not (0).");

  // What nobody else tells.

  public static final Metric CLOCK_DIFFERENCE =
      gauge(
          "freeswitch_clock_difference_seconds",
          "How far FreeSWITCH's clock is ahead of the exporter's, beyond what whole seconds and the"
              + " time of asking leave open.");

  public static final Metric REGISTRATIONS =
      gauge("freeswitch_registrations", "SIP registrations now.");

  public static final Metric CONFERENCES = gauge("freeswitch_conferences", "Conferences now.");

  public static final Metric CONFERENCES_EMPTY =
      gauge("freeswitch_conferences_empty", "Conferences in which no person is.");

  public static final Metric CONFERENCES_RECORDING =
      gauge("freeswitch_conferences_recording", "Conferences that are being recorded.");

  public static final Metric CONFERENCES_LOCKED =
      gauge("freeswitch_conferences_locked", "Conferences that nobody may join.");

  public static final Metric CONFERENCE_OLDEST_AGE =
      gauge(
          "freeswitch_conference_oldest_age_seconds",
          "Age of the oldest conference; 0 when there is none.");

  public static final Metric CONFERENCE_MEMBERS =
      gauge(
          "freeswitch_conference_members",
          "People in conferences, without the GLOBAL_AUDIO legs that serve listeners.");

  public static final Metric CONFERENCE_MEMBERS_TALKING =
      gauge("freeswitch_conference_members_talking", "Members who are talking.");

  public static final Metric CONFERENCE_MEMBERS_MUTED =
      gauge(
          "freeswitch_conference_members_muted",
          "Members who can't be heard, without those on hold.");

  public static final Metric CONFERENCE_MEMBERS_DEAF =
      gauge("freeswitch_conference_members_deaf", "Members who can't hear, without those on hold.");

  public static final Metric CONFERENCE_MEMBERS_ON_HOLD =
      gauge("freeswitch_conference_members_on_hold", "Members on hold.");

  public static final Metric CONFERENCE_GLOBAL_AUDIO =
      gauge(
          "freeswitch_conference_global_audio",
          "GLOBAL_AUDIO legs, which carry a conference to those who only listen.");

  public static final Metric SOFIA_PROFILE_RUNNING =
      gauge(
          "freeswitch_sofia_profile_running",
          "Whether this SIP profile runs (1) or not (0): those that are expected or once ran.",
          "profile");

  public static final Metric SOFIA_PROFILE_SESSIONS =
      gauge(
          "freeswitch_sofia_profile_sessions", "Sessions that this SIP profile holds.", "profile");

  public static final Metric SOFIA_PROFILE_CALLS =
      counter(
          "freeswitch_sofia_profile_calls_total",
          "Calls of this SIP profile by direction (in, out) since it started.",
          "profile",
          "direction");

  public static final Metric SOFIA_PROFILE_FAILED_CALLS =
      counter(
          "freeswitch_sofia_profile_failed_calls_total",
          "Failed calls of this SIP profile by direction (in, out) since it started; of those that"
              + " were refused for a limit only a part.",
          "profile",
          "direction");

  public static final Metric SOFIA_GATEWAY_UP =
      gauge(
          "freeswitch_sofia_gateway_up",
          "Whether this SIP gateway's pings and registrations succeed (1) or not (0).",
          "profile",
          "gateway");

  public static final Metric SOFIA_GATEWAY_STATE =
      gauge(
          "freeswitch_sofia_gateway_state",
          "Constant 1; the state of this SIP gateway's registration (NOREG: it does not register).",
          "profile",
          "gateway",
          "state");

  public static final Metric SOFIA_GATEWAY_CALLS =
      counter(
          "freeswitch_sofia_gateway_calls_total",
          "Answered calls of this SIP gateway by direction (in, out).",
          "profile",
          "gateway",
          "direction");

  public static final Metric SOFIA_GATEWAY_FAILED_CALLS =
      counter(
          "freeswitch_sofia_gateway_failed_calls_total",
          "Failed calls of this SIP gateway by direction (in, out); not a part of its calls.",
          "profile",
          "gateway",
          "direction");

  /** All of them, {@link CallMetrics} too. */
  public static List<Metric> all() {
    return Stream.concat(own().stream(), CallMetrics.all().stream()).toList();
  }

  private static List<Metric> own() {
    return List.of(
        UP,
        FAILURE,
        COMMAND_SUCCESS,
        ESL_LATENCY,
        INFO,
        SESSION_TOTAL,
        SESSION_ACTIVE,
        SESSION_LIMIT,
        SESSION_CAPACITY,
        STACK_BYTES,
        SESSIONS_TOTAL,
        CURRENT_SESSIONS,
        CURRENT_SESSIONS_PEAK,
        CURRENT_SESSIONS_PEAK_LAST_5MIN,
        CURRENT_SPS,
        CURRENT_SPS_PEAK,
        CURRENT_SPS_PEAK_LAST_5MIN,
        MAX_SPS,
        MAX_SESSIONS,
        CURRENT_IDLE_CPU,
        MIN_IDLE_CPU,
        CURRENT_CALLS,
        UPTIME_SECONDS,
        TIME_SYNCED,
        CLOCK_DIFFERENCE,
        REGISTRATIONS,
        CONFERENCES,
        CONFERENCES_EMPTY,
        CONFERENCES_RECORDING,
        CONFERENCES_LOCKED,
        CONFERENCE_OLDEST_AGE,
        CONFERENCE_MEMBERS,
        CONFERENCE_MEMBERS_TALKING,
        CONFERENCE_MEMBERS_MUTED,
        CONFERENCE_MEMBERS_DEAF,
        CONFERENCE_MEMBERS_ON_HOLD,
        CONFERENCE_GLOBAL_AUDIO,
        SOFIA_PROFILE_RUNNING,
        SOFIA_PROFILE_SESSIONS,
        SOFIA_PROFILE_CALLS,
        SOFIA_PROFILE_FAILED_CALLS,
        SOFIA_GATEWAY_UP,
        SOFIA_GATEWAY_STATE,
        SOFIA_GATEWAY_CALLS,
        SOFIA_GATEWAY_FAILED_CALLS);
  }
}
