package org.bbbfleet.exporters.bbb;

import java.util.List;
import org.bbbfleet.core.metrics.Metric;

/**
 * What BigBlueButton's API says. Names, labels and buckets are those of the exporter that people
 * run today, so that its dashboards keep working.
 */
public final class BbbMetrics {
  private static final double[] PEOPLE = {
    0, 1, 5, 15, 30, 60, 90, 120, 150, 200, 250, 300, 400, 500
  };
  private static final double[] STREAMS = {0, 1, 5, 15, 30, 60, 90, 120};
  private static final double[] LATENCY = {
    .01, .025, .05, .075, .1, .25, .5, .75, 1, 1.25, 1.5, 1.75, 2, 2.5, 5, 7.5, 10
  };

  private static final double[] AGES = {
    60, 300, 900, 1800, 3600, 7200, 14_400, 28_800, 43_200, 86_400, 172_800
  };

  private BbbMetrics() {}

  public static final Metric MEETINGS =
      Metric.gauge("bbb_meetings", "Meetings on the server, breakout rooms included.");

  public static final Metric PARTICIPANTS =
      Metric.gauge(
          "bbb_meetings_participants",
          "Participants in all meetings; who is in a breakout room may count in both.");

  public static final Metric PARTICIPANTS_MAX =
      Metric.gauge("bbb_meetings_participants_max", "Participants in the largest meeting.");

  public static final Metric LISTENERS =
      Metric.gauge(
          "bbb_meetings_listeners",
          "Participants who only listen; BigBlueButton 3.0 always says 0.");

  public static final Metric VOICE_PARTICIPANTS =
      Metric.gauge("bbb_meetings_voice_participants", "Participants who have joined the audio.");

  public static final Metric VIDEO_PARTICIPANTS =
      Metric.gauge("bbb_meetings_video_participants", "Shared webcams in all meetings.");

  public static final Metric PARTICIPANT_CLIENTS =
      Metric.gauge("bbb_meetings_participant_clients", "Participants by kind of client.", "type");

  public static final Metric PARTICIPANTS_ORIGIN =
      Metric.gauge(
          "bbb_meetings_participants_origin",
          "Participants by the front end that created their meeting.",
          "server",
          "name");

  public static final Metric ROOM_PARTICIPANTS =
      Metric.gaugeHistogram(
          "bbb_room_participants", "Meetings by their number of participants.", PEOPLE);

  public static final Metric ROOM_LISTENERS =
      Metric.gaugeHistogram("bbb_room_listeners", "Meetings by their number of listeners.", PEOPLE);

  public static final Metric ROOM_VOICE_PARTICIPANTS =
      Metric.gaugeHistogram(
          "bbb_room_voice_participants",
          "Meetings by their number of participants in the audio.",
          STREAMS);

  public static final Metric ROOM_VIDEO_PARTICIPANTS =
      Metric.gaugeHistogram(
          "bbb_room_video_participants", "Meetings by their number of webcams.", STREAMS);

  public static final Metric BREAKOUTS =
      Metric.gauge("bbb_meetings_breakout_rooms", "Breakout rooms on the server.");

  public static final Metric BREAKOUT_PARTICIPANTS =
      Metric.gauge("bbb_meetings_breakout_participants", "Participants in breakout rooms.");

  public static final Metric COUNTED_TWICE =
      Metric.gauge(
          "bbb_meetings_participants_counted_twice",
          "Participants of breakout rooms who also count in the parent meeting.");

  public static final Metric MODERATORS =
      Metric.gauge("bbb_meetings_moderators", "Moderators in all meetings.");

  public static final Metric PRESENTERS =
      Metric.gauge("bbb_meetings_presenters", "Presenters in all meetings.");

  public static final Metric NEVER_JOINED =
      Metric.gauge(
          "bbb_meetings_never_joined",
          "Meetings that were created and that nobody has joined yet, without breakout rooms.");

  public static final Metric EMPTY =
      Metric.gauge(
          "bbb_meetings_empty", "Meetings that everybody has left, without breakout rooms.");

  public static final Metric RECORDED =
      Metric.gauge("bbb_meetings_recorded", "Meetings that were created to be recorded.");

  public static final Metric MEETING_AGES =
      Metric.gaugeHistogram(
          "bbb_meeting_ages_seconds", "Meetings by the time since their creation.", AGES);

  public static final Metric BREAKOUT_ROOM_PARTICIPANTS =
      Metric.gaugeHistogram(
          "bbb_breakout_room_participants",
          "Breakout rooms by their number of participants.",
          PEOPLE);

  public static final Metric MEETING_PARTICIPANTS =
      Metric.gauge(
          "bbb_meeting_participants",
          "Participants of one of the largest meetings, by a hash of its id; on demand only.",
          "meeting");

  public static final Metric MEETING_VOICE_PARTICIPANTS =
      Metric.gauge(
          "bbb_meeting_voice_participants",
          "Participants in the audio of one of the largest meetings.",
          "meeting");

  public static final Metric MEETING_VIDEO_PARTICIPANTS =
      Metric.gauge(
          "bbb_meeting_video_participants", "Webcams of one of the largest meetings.", "meeting");

  public static final Metric MEETING_MODERATORS =
      Metric.gauge(
          "bbb_meeting_moderators", "Moderators of one of the largest meetings.", "meeting");

  public static final Metric MEETING_AGE =
      Metric.gauge(
          "bbb_meeting_age_seconds",
          "Time since the creation of one of the largest meetings.",
          "meeting");

  public static final Metric UNIQUE_MEETINGS =
      Metric.counter(
          "bbb_unique_meetings_total",
          "Different meetings seen, without breakout rooms; goes on across restarts.");

  public static final Metric UNIQUE_BREAKOUT_ROOMS =
      Metric.counter(
          "bbb_unique_breakout_rooms_total",
          "Different breakout rooms seen; goes on across restarts.");

  public static final Metric API_LATENCY =
      Metric.histogram(
          "bbb_api_latency",
          "Seconds that calls of the API took, to the end of the answer or to our timeout.",
          LATENCY,
          "endpoint",
          "parameters");

  public static final Metric API_UP =
      Metric.gauge("bbb_api_up", "Whether the last call of the API succeeded (1) or not (0).");

  public static final Metric API_FAILURES =
      Metric.counter(
          "bbb_api_failures_total",
          "Calls of the API that failed, by reason (config, dns, connect, timeout, tls, http,"
              + " checksum, api, malformed, too_large).",
          "reason");

  public static final Metric API_LAST_SUCCESS =
      Metric.gauge(
          "bbb_api_last_success_timestamp_seconds", "When a call of the API last succeeded.");

  public static final Metric API_KIND =
      Metric.gauge(
          "bbb_api_kind",
          "Constant 1; what answers at the API's address: bigbluebutton or scalelite.",
          "kind");

  public static final Metric EXPORTER =
      Metric.gauge("bbb_exporter", "Constant 1; the version of this exporter.", "version");

  public static final Metric VERSION =
      Metric.gauge(
          "bbb_version",
          "Constant 1; the release of BigBlueButton, by this host's file or by the API.",
          "version");

  public static List<Metric> all() {
    return List.of(
        MEETINGS,
        PARTICIPANTS,
        PARTICIPANTS_MAX,
        LISTENERS,
        VOICE_PARTICIPANTS,
        VIDEO_PARTICIPANTS,
        PARTICIPANT_CLIENTS,
        PARTICIPANTS_ORIGIN,
        ROOM_PARTICIPANTS,
        ROOM_LISTENERS,
        ROOM_VOICE_PARTICIPANTS,
        ROOM_VIDEO_PARTICIPANTS,
        BREAKOUTS,
        BREAKOUT_PARTICIPANTS,
        COUNTED_TWICE,
        MODERATORS,
        PRESENTERS,
        NEVER_JOINED,
        EMPTY,
        RECORDED,
        MEETING_AGES,
        BREAKOUT_ROOM_PARTICIPANTS,
        MEETING_PARTICIPANTS,
        MEETING_VOICE_PARTICIPANTS,
        MEETING_VIDEO_PARTICIPANTS,
        MEETING_MODERATORS,
        MEETING_AGE,
        UNIQUE_MEETINGS,
        UNIQUE_BREAKOUT_ROOMS,
        API_LATENCY,
        API_UP,
        API_FAILURES,
        API_LAST_SUCCESS,
        API_KIND,
        EXPORTER,
        VERSION);
  }
}
