package org.bbbfleet.exporters.rtmp;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * An element of the page while it is open: when it ends, what matters of it goes to its parent and
 * the rest is forgotten.
 */
final class StatElement {
  /** How many applications, streams and clients are kept of one page. */
  static final int MAX_KEPT = 100_000;

  private static final int MAX_TEXT = 512;

  /** The elements whose text matters. */
  private static final Set<String> LEAVES =
      Set.of(
          "nginx_version",
          "nginx_rtmp_version",
          "nginx_http_flv_version",
          "compiler",
          "built",
          "pid",
          "uptime",
          "naccepted",
          "bw_in",
          "bytes_in",
          "bw_out",
          "bytes_out",
          "name",
          "time",
          "bw_audio",
          "bw_video",
          "nclients",
          "publishing",
          "active",
          "id",
          "address",
          "flashver",
          "dropped",
          "avsync",
          "timestamp",
          "width",
          "height",
          "frame_rate",
          "codec",
          "profile",
          "level",
          "channels",
          "sample_rate");

  private final String name;
  private final StringBuilder text = new StringBuilder(0);
  private Map<String, String> values = Map.of();
  private List<RtmpStat.Client> clients = List.of();
  private List<RtmpStat.Stream> streams = List.of();
  private List<RtmpStat.Stream> videos = List.of();
  private List<RtmpStat.Application> applications = List.of();

  StatElement(String name) {
    this.name = name;
  }

  /** Takes in text, as far as it can be worth anything. */
  void text(char[] from, int start, int length) {
    text.append(from, start, Math.max(0, Math.min(MAX_TEXT - text.length(), length)));
  }

  /**
   * Ends: hands over to the parent what matters.
   *
   * @return whether that is more than a number or a text
   */
  boolean endIn(StatElement parent) {
    switch (name) {
      case "client" -> parent.clients = with(parent.clients, client());
      case "stream" -> parent.streams = with(parent.streams, stream());
      case "application" -> parent.applications = with(parent.applications, application());
      case "live" -> parent.streams = streams;
      case "play" -> parent.videos = streams;
      case "server" -> {
        for (RtmpStat.Application application : applications) {
          parent.applications = with(parent.applications, application);
        }
      }
      case "video", "audio" -> values.forEach((key, value) -> parent.set(name + "." + key, value));
      case "meta" -> values.forEach(parent::set);
      default -> {
        if (LEAVES.contains(name)) {
          parent.set(name, text.toString().trim());
        }
        return false;
      }
    }
    return true;
  }

  private void set(String key, String value) {
    if (values.isEmpty()) {
      values = new HashMap<>();
    }
    values.putIfAbsent(key, value);
  }

  private static <T> List<T> with(List<T> list, T one) {
    List<T> longer = list.isEmpty() ? new ArrayList<>() : list;
    longer.add(one);
    return longer;
  }

  /** The whole page, when this is its root. */
  RtmpStat page() {
    String version = value("nginx_rtmp_version");
    return new RtmpStat(
        value("nginx_version"),
        version.isEmpty() ? value("nginx_http_flv_version") : version,
        value("compiler"),
        value("built"),
        number("pid"),
        number("uptime"),
        number("naccepted"),
        number("bytes_in"),
        number("bytes_out"),
        number("bw_in"),
        number("bw_out"),
        List.copyOf(applications));
  }

  private RtmpStat.Application application() {
    return new RtmpStat.Application(value("name"), List.copyOf(streams), List.copyOf(videos));
  }

  private RtmpStat.Stream stream() {
    List<RtmpStat.Client> all = clients;
    if (all.isEmpty() && has("publishing")) {
      // The page is told to list no clients: the stream itself says that somebody publishes it.
      all =
          List.of(
              new RtmpStat.Client(
                  "", "", "", Double.NaN, Double.NaN, Double.NaN, Double.NaN, true, has("active")));
    }
    return new RtmpStat.Stream(
        value("name"),
        number("time"),
        number("bytes_in"),
        number("bytes_out"),
        number("bw_in"),
        number("bw_out"),
        number("bw_audio"),
        number("bw_video"),
        number("nclients"),
        List.copyOf(all),
        new RtmpStat.Media(
            number("video.width"),
            number("video.height"),
            number("video.frame_rate"),
            value("video.codec"),
            (value("video.profile") + " " + value("video.level")).trim(),
            value("audio.codec"),
            value("audio.profile"),
            number("audio.channels"),
            number("audio.sample_rate")));
  }

  private RtmpStat.Client client() {
    return new RtmpStat.Client(
        value("id"),
        value("address"),
        value("flashver"),
        number("time"),
        number("dropped"),
        number("avsync"),
        number("timestamp"),
        has("publishing"),
        has("active"));
  }

  private boolean has(String child) {
    return values.containsKey(child);
  }

  private String value(String child) {
    return values.getOrDefault(child, "");
  }

  private double number(String child) {
    String value = value(child);
    try {
      double number = value.isEmpty() ? Double.NaN : Double.parseDouble(value);
      return Double.isInfinite(number) ? Double.NaN : number;
    } catch (NumberFormatException e) {
      return Double.NaN;
    }
  }
}
