package org.bbbfleet.exporters.rtmp;

import java.util.List;
import org.bbbfleet.core.metrics.Metric;
import org.bbbfleet.exporters.page.PageFailure;

/**
 * What the rtmp exporter says of an nginx with the RTMP module. The label {@code stream} is a hash:
 * whoever knows a stream's name may publish to it.
 */
public final class RtmpMetrics {
  private RtmpMetrics() {}

  public static final Metric UP =
      Metric.gauge(
          "rtmp_up", "Whether the RTMP server gave its statistics (1) or not (0) just now.");

  public static final Metric FAILURE =
      Metric.gauge("rtmp_failure", PageFailure.help("there are no statistics"), "reason");

  public static final Metric INFO =
      Metric.gauge(
          "rtmp_info",
          "Constant 1; versions of the RTMP server, its compiler and when it was built.",
          "nginx_version",
          "rtmp_version",
          "compiler",
          "built");

  public static final Metric UPTIME =
      Metric.gauge("rtmp_uptime_seconds", "Time since the server loaded its configuration.");

  public static final Metric WORKERS =
      Metric.gauge(
          "rtmp_workers",
          "nginx worker processes: those that answered in the last minutes or, if more, those that"
              + " the process table has. With more than one, each answer shows one worker's streams"
              + " only and no other number here can be trusted.");

  public static final Metric WORKERS_SHUTTING_DOWN =
      Metric.gauge(
          "rtmp_workers_shutting_down",
          "nginx workers from before a reload that still carry streams: these are live and no longer"
              + " in the statistics. Absent when the server's processes can't be seen.");

  public static final Metric RESTARTS =
      Metric.counter(
          "rtmp_restarts_total",
          "How often a worker was seen to have begun anew: a restart, a reload or a crash.");

  public static final Metric WORKER_CHANGES =
      Metric.counter(
          "rtmp_worker_changes_total",
          "How often another worker process answered than the time before.");

  public static final Metric ACCEPTED =
      Metric.counter("rtmp_connections_accepted_total", "RTMP connections that were accepted.");

  public static final Metric RECEIVED =
      Metric.counter("rtmp_received_bytes_total", "Bytes that came in by RTMP.");

  public static final Metric SENT =
      Metric.counter("rtmp_sent_bytes_total", "Bytes that went out by RTMP.");

  public static final Metric RECEIVE_RATE =
      Metric.gauge("rtmp_receive_bits_per_second", "Incoming, the server's own 10 s average.");

  public static final Metric SEND_RATE =
      Metric.gauge("rtmp_send_bits_per_second", "Outgoing, the server's own 10 s average.");

  public static final Metric PUBLISHERS =
      Metric.gauge(
          "rtmp_publishers",
          "Clients that publish, by state: active, connected (no media yet), stalled (bytes and"
              + " media time stand still); all states of an application are always present.",
          "application",
          "state");

  public static final Metric VIEWERS =
      Metric.gauge(
          "rtmp_viewers",
          "Clients that play, without the server's own relays (from this machine).",
          "application");

  public static final Metric VIDEO_VIEWERS =
      Metric.gauge(
          "rtmp_video_viewers", "Clients that play recordings (video on demand).", "application");

  public static final Metric STREAMS =
      Metric.gauge("rtmp_streams", "Streams of the application.", "application");

  public static final Metric STREAMS_HIDDEN =
      Metric.gauge(
          "rtmp_streams_hidden",
          "Streams without series of their own, because there are too many; the totals of their"
              + " application hold them.");

  public static final Metric STREAM_PUBLISHER =
      Metric.gauge(
          "rtmp_stream_publisher",
          "1 for the state of the stream's publisher (none, active, connected, stalled), 0 for the"
              + " others.",
          "application",
          "stream",
          "state");

  public static final Metric STREAM_FROZEN =
      Metric.gauge(
          "rtmp_stream_publisher_idle_seconds",
          "How long the publisher's bytes and media time have stood still, as far as was seen.",
          "application",
          "stream");

  public static final Metric STREAM_AGE =
      Metric.gauge(
          "rtmp_stream_age_seconds", "How long the stream exists.", "application", "stream");

  public static final Metric STREAM_PUBLISHER_AGE =
      Metric.gauge(
          "rtmp_stream_publisher_age_seconds",
          "How long the publisher is connected; small again and again: it reconnects.",
          "application",
          "stream");

  public static final Metric STREAM_PUBLISHER_CONNECTS =
      Metric.counter(
          "rtmp_stream_publisher_connects_total",
          "Connections that have published the stream, since it was first seen; kept for 15 minutes"
              + " after its end.",
          "application",
          "stream");

  public static final Metric STREAM_PUBLISHER_INFO =
      Metric.gauge(
          "rtmp_stream_publisher_info",
          "Constant 1; what the publisher's software calls itself.",
          "application",
          "stream",
          "software");

  public static final Metric STREAM_VIEWERS =
      Metric.gauge(
          "rtmp_stream_viewers",
          "Clients that play the stream, without the server's own relays.",
          "application",
          "stream");

  public static final Metric STREAM_RELAYS =
      Metric.gauge(
          "rtmp_stream_relays",
          "Clients on this machine that play the stream: relays and transcoders.",
          "application",
          "stream");

  public static final Metric STREAM_PLAYERS_STALLED =
      Metric.gauge(
          "rtmp_stream_players_stalled",
          "Viewers and relays that get nothing more although the publisher sends: they, or the way to"
              + " them, take nothing.",
          "application",
          "stream");

  public static final Metric STREAM_RECEIVED =
      Metric.counter(
          "rtmp_stream_received_bytes_total",
          "Bytes that came in for the stream; starts again when the stream does.",
          "application",
          "stream");

  public static final Metric STREAM_SENT =
      Metric.counter(
          "rtmp_stream_sent_bytes_total",
          "Bytes that went out for the stream; starts again when the stream does.",
          "application",
          "stream");

  public static final Metric STREAM_RECEIVE_RATE =
      Metric.gauge(
          "rtmp_stream_receive_bits_per_second",
          "Incoming bandwidth, the server's own 10 s average.",
          "application",
          "stream");

  public static final Metric STREAM_SEND_RATE =
      Metric.gauge(
          "rtmp_stream_send_bits_per_second",
          "Outgoing bandwidth, the server's own 10 s average.",
          "application",
          "stream");

  public static final Metric STREAM_AUDIO_RATE =
      Metric.gauge(
          "rtmp_stream_audio_bits_per_second",
          "Incoming bandwidth of the sound, the server's own 10 s average.",
          "application",
          "stream");

  public static final Metric STREAM_VIDEO_RATE =
      Metric.gauge(
          "rtmp_stream_video_bits_per_second",
          "Incoming bandwidth of the picture, the server's own 10 s average.",
          "application",
          "stream");

  public static final Metric STREAM_DROPPED =
      Metric.gauge(
          "rtmp_stream_dropped_packets",
          "Packets dropped so far for the clients that play the stream now: they are too slow.",
          "application",
          "stream");

  public static final Metric STREAM_DROPS =
      Metric.counter(
          "rtmp_stream_dropped_packets_total",
          "Packets that were seen to be dropped for the stream's players, also for those that have"
              + " left.",
          "application",
          "stream");

  public static final Metric STREAM_AV_OFFSET =
      Metric.gauge(
          "rtmp_stream_av_offset_seconds",
          "The publisher's last sound minus its last picture; absent without both.",
          "application",
          "stream");

  public static final Metric STREAM_FRAME_RATE =
      Metric.gauge(
          "rtmp_stream_frames_per_second",
          "Frame rate that the publisher announces.",
          "application",
          "stream");

  public static final Metric STREAM_VIDEO_INFO =
      Metric.gauge(
          "rtmp_stream_video_info",
          "Constant 1; the picture that the publisher sends.",
          "application",
          "stream",
          "codec",
          "profile",
          "resolution");

  public static final Metric STREAM_AUDIO_INFO =
      Metric.gauge(
          "rtmp_stream_audio_info",
          "Constant 1; the sound that the publisher sends.",
          "application",
          "stream",
          "codec",
          "profile",
          "channels",
          "sample_rate");

  public static List<Metric> all() {
    return List.of(
        UP,
        FAILURE,
        INFO,
        UPTIME,
        WORKERS,
        WORKERS_SHUTTING_DOWN,
        RESTARTS,
        WORKER_CHANGES,
        ACCEPTED,
        RECEIVED,
        SENT,
        RECEIVE_RATE,
        SEND_RATE,
        PUBLISHERS,
        VIEWERS,
        VIDEO_VIEWERS,
        STREAMS,
        STREAMS_HIDDEN,
        STREAM_PUBLISHER,
        STREAM_FROZEN,
        STREAM_AGE,
        STREAM_PUBLISHER_AGE,
        STREAM_PUBLISHER_CONNECTS,
        STREAM_PUBLISHER_INFO,
        STREAM_VIEWERS,
        STREAM_RELAYS,
        STREAM_PLAYERS_STALLED,
        STREAM_RECEIVED,
        STREAM_SENT,
        STREAM_RECEIVE_RATE,
        STREAM_SEND_RATE,
        STREAM_AUDIO_RATE,
        STREAM_VIDEO_RATE,
        STREAM_DROPPED,
        STREAM_DROPS,
        STREAM_AV_OFFSET,
        STREAM_FRAME_RATE,
        STREAM_VIDEO_INFO,
        STREAM_AUDIO_INFO);
  }
}
