package org.bbbfleet.lab.streaming;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A PeerTube as its public API and its own metrics show it (server/stats, videos, and the page of
 * OpenTelemetry's Prometheus exporter), without its database. Shapes are those of PeerTube 4 to 7.
 */
public final class PeerTubeSimulator {
  private final ApiServer api;
  private final ApiServer metrics;
  private final List<Live> lives = new CopyOnWriteArrayList<>();
  private volatile long failedJobs;
  private volatile long waitingMessages;
  private volatile boolean viewersAreNamed = true;

  /** A live video that is on now. */
  public record Live(String uuid, String name, int viewers) {}

  private PeerTubeSimulator(ApiServer api, ApiServer metrics) {
    this.api = api;
    this.metrics = metrics;
    api.json("/api/v1/server/stats", this::statistics);
    api.json("/api/v1/videos", this::videos);
  }

  /** Starts one whose own metrics are off, as they are by default. */
  public static Future<PeerTubeSimulator> start(Vertx vertx) {
    return ApiServer.start(vertx)
        .compose(api -> ApiServer.start(vertx).map(own -> new PeerTubeSimulator(api, own)));
  }

  /** Where its API is. */
  public URI url() {
    return api.url();
  }

  /** Where its own metrics are once they are on. */
  public URI metricsUrl() {
    return metrics.url().resolve("/metrics");
  }

  /** Its API's server, to break it. */
  public ApiServer api() {
    return api;
  }

  /** Its metrics' server, to break it. */
  public ApiServer metrics() {
    return metrics;
  }

  /** What is live. */
  public List<Live> lives() {
    return lives;
  }

  /** Switches its own metrics on. */
  public void metricsOn() {
    metrics.text("/metrics", this::page);
  }

  /** Jobs that have failed so far. */
  public void failedJobs(long count) {
    failedJobs = count;
  }

  /** ActivityPub messages that wait. */
  public void waitingMessages(long count) {
    waitingMessages = count;
  }

  /** Versions before 5 call the viewers of a live video its views. */
  public void olderVersion() {
    viewersAreNamed = false;
  }

  public Future<Void> stop() {
    return Future.join(api.stop(), metrics.stop()).mapEmpty();
  }

  private JsonObject statistics() {
    return new JsonObject()
        .put("totalUsers", 42)
        .put("totalDailyActiveUsers", 3)
        .put("totalWeeklyActiveUsers", 7)
        .put("totalMonthlyActiveUsers", 11)
        .put("totalModerators", 1)
        .put("totalAdmins", 1)
        .put("totalLocalVideos", 1202)
        .put("totalLocalVideoViews", 90_001)
        .put("totalLocalVideoComments", 17)
        .put("totalLocalVideoFilesSize", 5_000_000_000_000L)
        .put("totalVideos", 3000)
        .put("totalInstanceFollowers", 5)
        .put("totalInstanceFollowing", 6)
        .put("videosRedundancy", new JsonArray())
        .put("totalActivityPubMessagesProcessed", 1000)
        .put("totalActivityPubMessagesErrors", 2)
        .put("activityPubMessagesProcessedPerSecond", 0.25)
        .put("totalActivityPubMessagesWaiting", waitingMessages)
        .put("averageAbuseResponseTimeMs", (Object) null)
        .put("totalRegistrationRequests", 9)
        .put("totalRegistrationRequestsProcessed", 4)
        .put("totalAbuses", 3)
        .put("totalAbusesProcessed", 3);
  }

  private JsonObject videos() {
    JsonArray data = new JsonArray();
    for (Live live : lives) {
      data.add(
          new JsonObject()
              .put("uuid", live.uuid())
              .put("name", live.name())
              .put("isLive", true)
              .put("isLocal", true)
              .put("state", new JsonObject().put("id", 1).put("label", "Published"))
              .put(viewersAreNamed ? "viewers" : "views", live.viewers()));
    }
    return new JsonObject().put("total", lives.size()).put("data", data);
  }

  private String page() {
    return """
        # HELP target_info Target metadata
        # TYPE target_info gauge
        target_info{service_name="PeerTube",telemetry_sdk_language="nodejs"} 1
        # HELP peertube_job_queue_total Total jobs in the PeerTube job queue
        # TYPE peertube_job_queue_total gauge
        peertube_job_queue_total{jobType="video-transcoding",state="failed"} %d 1700000000000
        peertube_job_queue_total{jobType="video-transcoding",state="waiting"} 4
        peertube_job_queue_total{jobType="activitypub-follow",state="active"} 0
        # TYPE peertube_running_lives_total gauge
        peertube_running_lives_total{liveOrigin="local"} %d
        peertube_running_lives_total{liveOrigin="remote"} 99
        # TYPE peertube_users_total gauge
        peertube_users_total 43
        peertube_active_users_total{activeInterval="daily"} 4
        peertube_videos_total{videoOrigin="local"} 1203
        peertube_videos_total{videoOrigin="remote"} 1800
        peertube_viewers_total{viewerOrigin="local",videoOrigin="local"} 12
        peertube_ap_inbox_waiting_total %d
        # TYPE peertube_playback_buffer_stalled_count counter
        peertube_playback_buffer_stalled_count{videoUUID="0b9-secret\\"}",resolution="720"} 5
        peertube_worker_thread_queue_total{state="active",workerThread="a \\"b\\" \\n c"} 7
        process_cpu_seconds_total 12.5
        """
        .formatted(failedJobs, lives.size(), waitingMessages);
  }
}
