package org.bbbfleet.exporters.freeswitch;

import static org.bbbfleet.core.metrics.Metric.counter;
import static org.bbbfleet.core.metrics.Metric.gauge;
import static org.bbbfleet.core.metrics.Metric.histogram;

import java.util.List;
import org.bbbfleet.core.metrics.Metric;

/**
 * What is known of a FreeSWITCH's calls: which there are, how they sound, which are refused, what
 * its events tell, and how its conferences fit BigBlueButton's meetings. Labels are closed sets.
 */
public final class CallMetrics {
  private CallMetrics() {}

  public static final Metric ESL_CONNECTS =
      counter(
          "freeswitch_esl_connects_total",
          "Logins on the event socket. More than one: the connection broke, and what is counted"
              + " from events has a gap.");

  public static final Metric HEARTBEATS =
      counter(
          "freeswitch_heartbeats_total",
          "HEARTBEAT events that came; FreeSWITCH sends one every 20 seconds.");

  public static final Metric HEARTBEAT_AGE =
      gauge(
          "freeswitch_heartbeat_age_seconds",
          "Time since the last HEARTBEAT event, or since the login. A growing one with an event"
              + " socket that answers: events no longer flow, and BigBlueButton lives on them.");

  public static final Metric REFUSING_CALLS =
      gauge(
          "freeswitch_refusing_calls",
          "Whether FreeSWITCH refuses new calls now (1) or not (0), by reason: sessions (capacity"
              + " reached), rate (too many per second), cpu (below the floor), paused, shutdown"
              + " (when the last call ends).",
          "reason");

  public static final Metric REFUSED_CALLS =
      counter(
          "freeswitch_refused_calls_total",
          "Calls that FreeSWITCH's core refused by reason (rate, sessions, paused), from its log"
              + " while connected. What the SIP profile refuses before, at the session limit, is"
              + " logged nowhere: see freeswitch_refusing_calls.",
          "reason");

  public static final Metric CHANNELS =
      gauge(
          "freeswitch_channels",
          "Channels by state, direction (inbound: it called FreeSWITCH) and codec on the wire.",
          "state",
          "direction",
          "codec");

  public static final Metric CURRENT_CHANNELS =
      gauge("freeswitch_current_channels", "Channels now; each call leg is one.");

  private static final double[] JITTERS = {
    0.001, 0.002, 0.005, 0.01, 0.02, 0.03, 0.05, 0.1, 0.2, 0.5
  };

  public static final Metric RTP_MOS =
      histogram(
          "freeswitch_rtp_mos",
          "Mean opinion score of the sound that comes in, 1 to 4.5, as FreeSWITCH reckons it from"
              + " lost packets since the channel began. moment: running (some channels by chance at"
              + " each collection) or end (every channel, with the option events).",
          new double[] {1.5, 2, 2.5, 3, 3.5, 3.8, 4, 4.2, 4.4, 4.5},
          "moment");

  public static final Metric RTP_JITTER =
      histogram(
          "freeswitch_rtp_jitter_seconds",
          "Largest standard deviation of the time between packets since the channel began; moment"
              + " as in freeswitch_rtp_mos.",
          JITTERS,
          "moment");

  public static final Metric RTP_LOSS =
      histogram(
          "freeswitch_rtp_loss_ratio",
          "Packets lost to packets received since the channel began; moment as in"
              + " freeswitch_rtp_mos.",
          new double[] {0, 0.01, 0.02, 0.03, 0.05, 0.1, 0.2, 0.5},
          "moment");

  // From events, with the option events.

  public static final Metric CALLS_STARTED =
      counter("freeswitch_calls_started_total", "Calls that began, by direction.", "direction");

  public static final Metric CALLS_ANSWERED =
      counter(
          "freeswitch_calls_answered_total",
          "Calls that were answered, by direction.",
          "direction");

  public static final Metric CALLS_ENDED =
      counter(
          "freeswitch_calls_ended_total",
          "Calls that ended, by direction and hangup cause (a closed set, else other).",
          "direction",
          "cause");

  public static final Metric CONFERENCES_CREATED =
      counter("freeswitch_conferences_created_total", "Conferences that began.");

  public static final Metric CONFERENCES_ENDED =
      counter("freeswitch_conferences_ended_total", "Conferences that ended.");

  public static final Metric CONFERENCE_JOINS =
      counter("freeswitch_conference_joins_total", "People who joined a conference.");

  public static final Metric CONFERENCE_LEAVES =
      counter("freeswitch_conference_leaves_total", "People who left a conference.");

  // Compared with what BigBlueButton's API says of voices, where it is configured.

  public static final Metric CONFERENCES_WITHOUT_MEETING =
      gauge(
          "freeswitch_conferences_without_meeting",
          "Conferences with people whose number no running meeting has.");

  public static final Metric MEETINGS_WITHOUT_CONFERENCE =
      gauge(
          "freeswitch_meetings_without_conference",
          "Meetings with people in the audio, by the API, whose conference is not there.");

  public static final Metric VOICE_DIFFERENCE =
      gauge(
          "freeswitch_voice_difference",
          "People in the audio of meetings, by the API, less those in their conferences, summed"
              + " without sign over meetings that have both.");

  /** All of them. */
  public static List<Metric> all() {
    return List.of(
        ESL_CONNECTS,
        HEARTBEATS,
        HEARTBEAT_AGE,
        REFUSING_CALLS,
        REFUSED_CALLS,
        CHANNELS,
        CURRENT_CHANNELS,
        RTP_MOS,
        RTP_JITTER,
        RTP_LOSS,
        CALLS_STARTED,
        CALLS_ANSWERED,
        CALLS_ENDED,
        CONFERENCES_CREATED,
        CONFERENCES_ENDED,
        CONFERENCE_JOINS,
        CONFERENCE_LEAVES,
        CONFERENCES_WITHOUT_MEETING,
        MEETINGS_WITHOUT_CONFERENCE,
        VOICE_DIFFERENCE);
  }
}
