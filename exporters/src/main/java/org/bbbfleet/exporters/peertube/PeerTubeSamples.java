package org.bbbfleet.exporters.peertube;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.bbbfleet.core.metrics.Metric;
import org.bbbfleet.core.metrics.Samples;
import org.bbbfleet.exporters.page.JsonPage;
import org.bbbfleet.exporters.page.MetricPage;
import org.bbbfleet.exporters.page.PageFailure;

/** Turns what PeerTube said into samples; a field that its version doesn't have is absent. */
final class PeerTubeSamples {
  private static final Pattern LABEL = Pattern.compile("[A-Za-z0-9_.-]{1,64}");
  private static final int MAX_SERIES = 1000;
  private static final Map<String, Metric> OWN =
      PeerTubeMetrics.HANDED_ON.stream().collect(Collectors.toMap(Metric::name, m -> m));

  private PeerTubeSamples() {}

  static Samples up(JsonNode statistics, List<MetricPage.Sample> own, Optional<JsonNode> lives) {
    Samples samples = new Samples().put(PeerTubeMetrics.UP, 1);
    PageFailure.sayNone(samples, PeerTubeMetrics.FAILURE);
    samples.put(PeerTubeMetrics.NATIVE, own.isEmpty() ? 0 : 1);
    PeerTubeMetrics.FIELDS.forEach(
        (field, metric) ->
            JsonPage.count(statistics, field).ifPresent(value -> samples.put(metric, value)));
    waiting(samples, PeerTubeMetrics.REGISTRATIONS_WAITING, statistics, "RegistrationRequests");
    waiting(samples, PeerTubeMetrics.ABUSES_WAITING, statistics, "Abuses");
    lives.ifPresent(list -> lives(samples, list));
    own.forEach(sample -> own(samples, sample));
    return samples;
  }

  private static void waiting(Samples samples, Metric metric, JsonNode statistics, String what) {
    OptionalDouble all = JsonPage.count(statistics, "total" + what);
    OptionalDouble done = JsonPage.count(statistics, "total" + what + "Processed");
    if (all.isPresent() && done.isPresent()) {
      samples.put(metric, Math.max(0, all.getAsDouble() - done.getAsDouble()));
    }
  }

  private static void lives(Samples samples, JsonNode list) {
    JsonPage.count(list, "total").ifPresent(n -> samples.put(PeerTubeMetrics.LIVES, n));
    JsonNode videos = list.path("data");
    if (!videos.isArray()) {
      return;
    }
    double viewers = 0;
    for (JsonNode video : videos) {
      OptionalDouble of = JsonPage.count(video, "viewers");
      if (of.isEmpty()) {
        // Versions before 5 call the viewers of a live video its views; nothing tells them apart.
        return;
      }
      viewers += of.getAsDouble();
    }
    samples.put(PeerTubeMetrics.LIVE_VIEWERS, viewers);
  }

  private static void own(Samples samples, MetricPage.Sample sample) {
    Metric metric = OWN.get(sample.name());
    if (metric == null || !Double.isFinite(sample.value())) {
      return;
    }
    String[] labels = metric.labels().stream().map(sample::label).toArray(String[]::new);
    for (String label : labels) {
      if (!LABEL.matcher(label).matches()) {
        return;
      }
    }
    if (samples.series(metric).size() < MAX_SERIES) {
      samples.put(metric, sample.value(), labels);
      preferred(samples, sample);
    }
  }

  /**
   * Where PeerTube's own metrics say the same, they are newer than the statistics, which it keeps.
   */
  private static void preferred(Samples samples, MetricPage.Sample sample) {
    double value = sample.value();
    switch (sample.name()) {
      case "peertube_running_lives_total" -> {
        if (sample.label("liveOrigin").equals("local")) {
          samples.put(PeerTubeMetrics.LIVES, value);
        }
      }
      case "peertube_users_total" -> samples.put(PeerTubeMetrics.USERS, value);
      case "peertube_ap_inbox_waiting_total" -> samples.put(PeerTubeMetrics.PUB_WAITING, value);
      case "peertube_instance_followers_total" -> samples.put(PeerTubeMetrics.FOLLOWERS, value);
      case "peertube_instance_following_total" -> samples.put(PeerTubeMetrics.FOLLOWING, value);
      case "peertube_videos_total" -> local(samples, PeerTubeMetrics.VIDEOS, sample, "videoOrigin");
      case "peertube_video_bytes_total" ->
          local(samples, PeerTubeMetrics.SIZE, sample, "videoOrigin");
      case "peertube_video_views_total" ->
          local(samples, PeerTubeMetrics.VIEWS, sample, "viewOrigin");
      case "peertube_comments_total" ->
          local(samples, PeerTubeMetrics.COMMENTS, sample, "accountOrigin");
      case "peertube_active_users_total" -> {
        switch (sample.label("activeInterval")) {
          case "daily" -> samples.put(PeerTubeMetrics.DAILY, value);
          case "weekly" -> samples.put(PeerTubeMetrics.WEEKLY, value);
          case "monthly" -> samples.put(PeerTubeMetrics.MONTHLY, value);
          default -> {
            // An interval that nobody asks for.
          }
        }
      }
      default -> {
        // Says something that the statistics don't.
      }
    }
  }

  private static void local(
      Samples samples, Metric metric, MetricPage.Sample sample, String origin) {
    if (sample.label(origin).equals("local")) {
      samples.put(metric, sample.value());
    }
  }
}
