package org.bbbfleet.exporters.scalelite;

import java.util.List;
import org.bbbfleet.core.metrics.Metric;

/** What Scalelite says of itself and of its servers, and what waits in its directories. */
public final class ScaleliteMetrics {
  private ScaleliteMetrics() {}

  public static final Metric UP =
      Metric.gauge(
          "scalelite_up",
          "Whether Scalelite says that it is well (1) or not (0); it answers HTTP 200 in both"
              + " cases.");

  public static final Metric HEALTH_FAILURES =
      Metric.counter(
          "scalelite_health_failures_total",
          "Times that Scalelite was not well, by reason (redis, database, migrations, other, or why"
              + " it was not reached: config, dns, connect, timeout, tls, http, too_large,"
              + " malformed).",
          "reason");

  public static final Metric HEALTH_DURATION =
      Metric.gauge(
          "scalelite_health_duration_seconds", "How long Scalelite took to say how it is.");

  public static final Metric API_UP =
      Metric.gauge(
          "scalelite_api_up", "Whether Scalelite listed its servers (1) or not (0) by its API.");

  public static final Metric API_FAILURES =
      Metric.counter(
          "scalelite_api_failures_total",
          "Calls of getServers that failed, by reason (config, dns, connect, timeout, tls, http,"
              + " checksum, api, too_large, malformed).",
          "reason");

  public static final Metric REDIS_UP =
      Metric.gauge(
          "scalelite_redis_up", "Whether Scalelite's Redis listed its servers (1) or not (0).");

  public static final Metric SERVERS =
      Metric.gauge("scalelite_servers", "Servers that Scalelite knows.");

  public static final Metric AVAILABLE =
      Metric.gauge(
          "scalelite_servers_available",
          "Servers that are enabled and online: those that new meetings go to.");

  public static final Metric SERVER_INFO =
      Metric.gauge(
          "scalelite_server_info",
          "Constant 1; a server's id, tag and release of BigBlueButton.",
          "server",
          "id",
          "tag",
          "version");

  public static final Metric SERVER_STATE =
      Metric.gauge(
          "scalelite_server_state",
          "1 for the state that its admin gave the server (enabled, cordoned, disabled), 0 for the"
              + " others.",
          "server",
          "state");

  public static final Metric SERVER_ONLINE =
      Metric.gauge(
          "scalelite_server_online",
          "Whether the poller reaches the server (1) or not (0).",
          "server");

  public static final Metric SERVER_LOAD =
      Metric.gauge(
          "scalelite_server_load",
          "The load by which Scalelite chooses the server for a new meeting; absent while it has"
              + " none.",
          "server");

  public static final Metric SERVER_MULTIPLIER =
      Metric.gauge(
          "scalelite_server_load_multiplier", "By what the server's load is multiplied.", "server");

  public static final Metric SERVER_MEETINGS =
      Metric.gauge("scalelite_server_meetings", "Meetings by the last poll.", "server");

  public static final Metric SERVER_USERS =
      Metric.gauge("scalelite_server_users", "Users by the last poll.", "server");

  public static final Metric SERVER_LARGEST =
      Metric.gauge(
          "scalelite_server_largest_meeting",
          "Users of its largest meeting by the last poll.",
          "server");

  public static final Metric SERVER_VIDEOS =
      Metric.gauge("scalelite_server_videos", "Webcams by the last poll.", "server");

  public static final Metric SERVER_POLL_AGE =
      Metric.gauge(
          "scalelite_server_poll_age_seconds",
          "How long ago the poller last ended with the server, well or not; by Redis only.",
          "server");

  public static final Metric POLLER_AGE =
      Metric.gauge(
          "scalelite_poller_age_seconds",
          "How long ago the poller last ended with any server; by Redis only.");

  public static final Metric MEETINGS =
      Metric.gauge("scalelite_meetings", "Meetings that Scalelite knows; by Redis only.");

  public static final Metric POLLERS =
      Metric.gauge(
          "scalelite_poller_processes",
          "Pollers that run on this host, in a container or not; there must be one in all.");

  public static final Metric IMPORTERS =
      Metric.gauge(
          "scalelite_importer_processes", "Importers of recordings that run on this host.");

  public static final Metric RECORDINGS_UP =
      Metric.gauge(
          "scalelite_recordings_up",
          "Whether the spool directory can be read and an importer runs on this host (1).");

  public static final Metric SPOOL =
      Metric.gauge(
          "scalelite_recordings_spool_count", "Recordings that wait in the spool directory.");

  public static final Metric SPOOL_BYTES =
      Metric.gauge("scalelite_recordings_spool_bytes", "Bytes that wait in the spool directory.");

  public static final Metric SPOOL_OLDEST =
      Metric.gauge(
          "scalelite_recordings_spool_oldest_seconds",
          "How long the oldest recording has waited in the spool directory; 0 when none waits.");

  public static final Metric PUBLISHED =
      Metric.gauge(
          "scalelite_recordings_published_count", "Recordings that are published, in any format.");

  public static final Metric BY_FORMAT =
      Metric.gauge(
          "scalelite_recordings_formats",
          "Recordings by format and state (published, unpublished).",
          "format",
          "state");

  public static final Metric LAST_RUN =
      Metric.untyped(
          "scalelite_recordings_last_run",
          "When the recordings were last looked at, in Unix seconds.");

  public static final Metric LAST_DURATION =
      Metric.gauge("scalelite_recordings_last_duration", "Milliseconds that looking took.");

  public static List<Metric> all() {
    return List.of(
        UP,
        HEALTH_FAILURES,
        HEALTH_DURATION,
        API_UP,
        API_FAILURES,
        REDIS_UP,
        SERVERS,
        AVAILABLE,
        SERVER_INFO,
        SERVER_STATE,
        SERVER_ONLINE,
        SERVER_LOAD,
        SERVER_MULTIPLIER,
        SERVER_MEETINGS,
        SERVER_USERS,
        SERVER_LARGEST,
        SERVER_VIDEOS,
        SERVER_POLL_AGE,
        POLLER_AGE,
        MEETINGS,
        POLLERS,
        IMPORTERS,
        RECORDINGS_UP,
        SPOOL,
        SPOOL_BYTES,
        SPOOL_OLDEST,
        PUBLISHED,
        BY_FORMAT,
        LAST_RUN,
        LAST_DURATION);
  }
}
