package org.bbbfleet.exporters.peertube;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bbbfleet.core.metrics.Metric;
import org.bbbfleet.exporters.page.PageFailure;

/**
 * What the peertube exporter says. The names {@code peertube_…_count} are those of the exporter
 * that people run beside PeerTube; the names {@code …_total} are PeerTube's own.
 */
public final class PeerTubeMetrics {
  private PeerTubeMetrics() {}

  public static final Metric UP =
      Metric.gauge("peertube_up", "Whether PeerTube gave its statistics (1) or not (0) just now.");

  public static final Metric FAILURE =
      Metric.gauge("peertube_failure", PageFailure.help("PeerTube gives no statistics"), "reason");

  public static final Metric NATIVE =
      Metric.gauge(
          "peertube_native_metrics",
          "Whether PeerTube's own metrics are on and were read (1), or only its public statistics"
              + " (0).");

  public static final Metric LIVES =
      Metric.gauge("peertube_lives", "Local videos that are streamed live now.");

  public static final Metric LIVE_VIEWERS =
      Metric.gauge(
          "peertube_live_viewers", "Viewers of the local live videos, as PeerTube counts.");

  public static final Metric USERS = Metric.gauge("peertube_users_count", "Accounts.");

  public static final Metric DAILY =
      Metric.gauge("peertube_active_users_daily_count", "Accounts that were active in a day.");

  public static final Metric WEEKLY =
      Metric.gauge("peertube_active_users_weekly_count", "Accounts that were active in a week.");

  public static final Metric MONTHLY =
      Metric.gauge("peertube_active_users_monthly_count", "Accounts that were active in a month.");

  public static final Metric VIDEOS =
      Metric.gauge("peertube_local_videos_count", "Videos of this instance.");

  public static final Metric VIEWS =
      Metric.gauge("peertube_local_video_views_count", "Views of this instance's videos, so far.");

  public static final Metric COMMENTS =
      Metric.gauge("peertube_local_video_comments_count", "Comments by this instance's users.");

  public static final Metric SIZE =
      Metric.gauge("peertube_local_video_size_bytes", "Size of this instance's video files.");

  public static final Metric FOLLOWERS =
      Metric.gauge("peertube_followers_count", "Instances that follow this one.");

  public static final Metric FOLLOWING =
      Metric.gauge("peertube_following_count", "Instances that this one follows.");

  public static final Metric PUB_PROCESSED =
      Metric.gauge("peertube_pub_processed_count", "ActivityPub messages processed, so far.");

  public static final Metric PUB_RATE =
      Metric.gauge(
          "peertube_pub_processed_per_sec_avg", "ActivityPub messages processed per second.");

  public static final Metric PUB_WAITING =
      Metric.gauge("peertube_pub_waiting_count", "ActivityPub messages that wait.");

  public static final Metric PUB_ERRORS =
      Metric.gauge("peertube_pub_errors_count", "ActivityPub messages that failed, so far.");

  public static final Metric REGISTRATIONS_WAITING =
      Metric.gauge(
          "peertube_registration_requests_waiting",
          "Requests for an account that nobody answered.");

  public static final Metric ABUSES_WAITING =
      Metric.gauge("peertube_abuses_waiting", "Reports of abuse that nobody has handled.");

  public static final Metric JOBS =
      Metric.gauge("peertube_job_queue_total", "Jobs by type and state.", "jobType", "state");

  public static final Metric RUNNING_LIVES =
      Metric.gauge("peertube_running_lives_total", "Running live videos.", "liveOrigin");

  public static final Metric VIEWERS =
      Metric.gauge(
          "peertube_viewers_total",
          "Viewers now, of live and other videos.",
          "viewerOrigin",
          "videoOrigin");

  public static final Metric INBOX_WAITING =
      Metric.gauge("peertube_ap_inbox_waiting_total", "ActivityPub messages that wait.");

  /** Those of PeerTube's own metrics that are handed on as they are: none has a label per video. */
  static final List<Metric> HANDED_ON =
      List.of(
          JOBS,
          RUNNING_LIVES,
          VIEWERS,
          INBOX_WAITING,
          own("peertube_runner_job_queue_total", "Jobs for remote runners.", "jobType", "state"),
          own("peertube_users_total", "Accounts."),
          own("peertube_active_users_total", "Accounts that were active.", "activeInterval"),
          own("peertube_channels_total", "Channels.", "channelOrigin"),
          own(
              "peertube_active_channels_total",
              "Channels that were active.",
              "channelOrigin",
              "activeInterval"),
          own("peertube_videos_total", "Videos.", "videoOrigin"),
          own("peertube_video_views_total", "Views.", "viewOrigin"),
          own("peertube_video_downloads_total", "Downloads."),
          own("peertube_video_bytes_total", "Size of the video files.", "videoOrigin"),
          own("peertube_comments_total", "Comments.", "accountOrigin"),
          own("peertube_playlists_total", "Playlists.", "playlistOrigin"),
          own("peertube_instance_followers_total", "Instances that follow this one."),
          own("peertube_instance_following_total", "Instances that this one follows."),
          own("peertube_redundancy_used_bytes_total", "Space used for others.", "strategy"),
          own("peertube_redundancy_available_bytes_total", "Space for others.", "strategy"),
          own("peertube_ap_inbox_success_total", "Messages processed.", "activityType"),
          own("peertube_ap_inbox_error_total", "Messages that failed.", "activityType"),
          own(
              "peertube_worker_thread_queue_total",
              "Tasks of worker threads.",
              "state",
              "workerThread"),
          own("peertube_worker_thread_completed_total", "Tasks done.", "workerThread"));

  private static Metric own(String name, String help, String... labels) {
    return Metric.gauge(name, help, labels);
  }

  /** The public statistics' fields, and what they mean here. */
  static final Map<String, Metric> FIELDS = fields();

  private static Map<String, Metric> fields() {
    Map<String, Metric> fields = new LinkedHashMap<>();
    fields.put("totalUsers", USERS);
    fields.put("totalDailyActiveUsers", DAILY);
    fields.put("totalWeeklyActiveUsers", WEEKLY);
    fields.put("totalMonthlyActiveUsers", MONTHLY);
    fields.put("totalLocalVideos", VIDEOS);
    fields.put("totalLocalVideoViews", VIEWS);
    fields.put("totalLocalVideoComments", COMMENTS);
    fields.put("totalLocalVideoFilesSize", SIZE);
    fields.put("totalInstanceFollowers", FOLLOWERS);
    fields.put("totalInstanceFollowing", FOLLOWING);
    fields.put("totalActivityPubMessagesProcessed", PUB_PROCESSED);
    fields.put("activityPubMessagesProcessedPerSecond", PUB_RATE);
    fields.put("totalActivityPubMessagesWaiting", PUB_WAITING);
    fields.put("totalActivityPubMessagesErrors", PUB_ERRORS);
    return fields;
  }

  public static List<Metric> all() {
    List<Metric> all = new ArrayList<>(List.of(UP, FAILURE, NATIVE, LIVES, LIVE_VIEWERS));
    all.addAll(FIELDS.values());
    all.add(REGISTRATIONS_WAITING);
    all.add(ABUSES_WAITING);
    all.addAll(HANDED_ON);
    return List.copyOf(all);
  }
}
