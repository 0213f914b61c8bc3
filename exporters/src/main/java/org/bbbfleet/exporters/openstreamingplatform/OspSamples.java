package org.bbbfleet.exporters.openstreamingplatform;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.OptionalDouble;
import java.util.regex.Pattern;
import org.bbbfleet.core.metrics.Metric;
import org.bbbfleet.core.metrics.Samples;
import org.bbbfleet.exporters.page.JsonPage;
import org.bbbfleet.exporters.page.PageFailure;

/** Turns the core's answers into samples; what its version doesn't say is absent. */
final class OspSamples {
  private static final int MAX_SERVERS = 200;
  private static final Pattern UNPRINTABLE = Pattern.compile("[^ -~]");
  private static final int MAX_LABEL = 64;

  private OspSamples() {}

  static Samples up(
      JsonNode settings,
      JsonNode rtmpServers,
      JsonNode edges,
      JsonNode streams,
      int maxStreams,
      Instant now) {
    Samples samples = new Samples().put(OspMetrics.UP, 1);
    PageFailure.sayNone(samples, OspMetrics.FAILURE);
    if (settings.path("version").isTextual()) {
      samples.put(OspMetrics.INFO, 1, label(settings.path("version").asText()));
    }
    flag(samples, OspMetrics.MAINTENANCE, settings.path("maintenanceMode"));
    flag(samples, OspMetrics.ADAPTIVE, settings.path("adaptiveStreaming"));
    int servers = 0;
    for (JsonNode server : rtmpServers) {
      if (++servers <= MAX_SERVERS && known(server)) {
        String[] who = who(server);
        flag(samples, OspMetrics.RTMP_SERVER, server.path("active"), who);
      }
    }
    int edge = 0;
    for (JsonNode one : edges) {
      if (++edge <= MAX_SERVERS && known(one)) {
        edge(samples, one);
      }
    }
    if (streams.isArray()) {
      streams(samples, streams, maxStreams, now);
    }
    return samples;
  }

  private static void edge(Samples samples, JsonNode edge) {
    boolean works = truth(edge.path("active")) && edge.path("status").asInt(1) != 0;
    samples.put(OspMetrics.EDGE, works ? 1 : 0, who(edge));
    JsonPage.count(edge, "loadPct")
        .ifPresent(load -> samples.put(OspMetrics.EDGE_LOAD, load / 100, who(edge)));
  }

  private static void streams(Samples samples, JsonNode streams, int most, Instant now) {
    double viewers = 0;
    int shown = 0;
    for (JsonNode stream : streams) {
      OptionalDouble of = JsonPage.count(stream, "currentViewers");
      viewers += of.orElse(0);
      if (!stream.path("channelID").isIntegralNumber() || shown >= most) {
        continue;
      }
      shown++;
      String channel = label(stream.path("channelID").asText());
      of.ifPresent(n -> samples.add(OspMetrics.STREAM_VIEWERS, n, channel));
      age(stream.path("startTimestamp").asText(), now)
          .ifPresent(seconds -> samples.put(OspMetrics.STREAM_AGE, seconds, channel));
    }
    samples.put(OspMetrics.STREAMS, streams.size());
    samples.put(OspMetrics.VIEWERS, viewers);
    samples.put(OspMetrics.STREAMS_HIDDEN, streams.size() - shown);
  }

  /** Python prints its time without a zone, in UTC, with a space or a T. */
  private static OptionalDouble age(String started, Instant now) {
    try {
      Instant start = LocalDateTime.parse(started.replace(' ', 'T')).toInstant(ZoneOffset.UTC);
      double seconds = Duration.between(start, now).toMillis() / 1000.0;
      return seconds >= 0 ? OptionalDouble.of(seconds) : OptionalDouble.empty();
    } catch (DateTimeException | ArithmeticException e) {
      // Another version writes it otherwise: absent.
      return OptionalDouble.empty();
    }
  }

  private static boolean known(JsonNode server) {
    return server.path("id").isIntegralNumber() && server.path("address").isTextual();
  }

  private static String[] who(JsonNode server) {
    return new String[] {label(server.path("id").asText()), label(server.path("address").asText())};
  }

  private static void flag(Samples samples, Metric metric, JsonNode value, String... labels) {
    if (value.isBoolean() || value.isIntegralNumber()) {
      samples.put(metric, truth(value) ? 1 : 0, labels);
    }
  }

  private static boolean truth(JsonNode value) {
    return value.isBoolean() ? value.asBoolean() : value.asInt(0) != 0;
  }

  private static String label(String text) {
    String plain = UNPRINTABLE.matcher(text).replaceAll("?");
    return plain.length() <= MAX_LABEL ? plain : plain.substring(0, MAX_LABEL);
  }
}
