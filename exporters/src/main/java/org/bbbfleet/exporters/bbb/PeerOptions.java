package org.bbbfleet.exporters.bbb;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.bbbfleet.core.config.Section;
import org.bbbfleet.core.metrics.Metric;

/** The options that greenstatic's exporter has too: ours by name, else theirs with our meaning. */
final class PeerOptions {
  private static final int MOST_BUCKETS = 64;

  private PeerOptions() {}

  /** What {@code env_file} says; that it can't be read is a problem of the section. */
  static PeerSettings file(Section options) {
    Optional<String> file = options.string("env_file");
    if (file.isEmpty()) {
      return PeerSettings.NONE;
    }
    try {
      return PeerSettings.read(Path.of(file.get()));
    } catch (IOException | RuntimeException e) {
      options.problem(
          "env_file", "can't be read: " + file.get() + " (" + e.getClass().getSimpleName() + ")");
      return PeerSettings.NONE;
    }
  }

  static Optional<URI> url(Section options, PeerSettings settings) {
    Optional<String> text = settings.value("API_BASE_URL");
    if (text.isEmpty()) {
      return Optional.empty();
    }
    try {
      URI url = URI.create(text.get());
      if (url.getHost() != null && List.of("http", "https").contains(url.getScheme())) {
        return Optional.of(url);
      }
    } catch (IllegalArgumentException e) {
      // Said below: the message would quote the value.
    }
    options.problem("env_file", "API_BASE_URL must be an http or https URL with a host");
    return Optional.empty();
  }

  static Trust trust(Section options, PeerSettings settings) {
    Optional<String> verify = options.string("tls_verify").or(() -> settings.value("TLS_VERIFY"));
    Optional<String> file =
        options
            .string("ca_file")
            .or(() -> verify.filter(v -> !isTrue(v) && !v.equalsIgnoreCase("false")));
    if (file.isPresent()) {
      if (!Files.isReadable(Path.of(file.get()))) {
        options.problem("ca_file", "can't be read: " + file.get());
      }
      return Trust.file(file.get());
    }
    return verify.isEmpty() || isTrue(verify.get()) ? Trust.SYSTEM : Trust.ANYBODY;
  }

  private static boolean isTrue(String text) {
    return text.equalsIgnoreCase("true");
  }

  static RoomMetrics rooms(Section options, PeerSettings settings) {
    return new RoomMetrics(
        room(BbbMetrics.ROOM_PARTICIPANTS, options, settings),
        room(BbbMetrics.ROOM_LISTENERS, options, settings),
        room(BbbMetrics.ROOM_VOICE_PARTICIPANTS, options, settings),
        room(BbbMetrics.ROOM_VIDEO_PARTICIPANTS, options, settings));
  }

  /** {@code bbb_room_listeners} has {@code room_listeners_buckets} and greenstatic's name. */
  private static Metric room(Metric metric, Section options, PeerSettings settings) {
    String name = metric.name().substring("bbb_".length());
    String key = name + "_buckets";
    String theirs = name.toUpperCase(Locale.ROOT) + "_CUSTOM_BUCKETS";
    List<String> texts = options.strings(key, settings.list(theirs).orElse(List.of()));
    if (texts.isEmpty()) {
      return metric;
    }
    List<Double> buckets = new ArrayList<>();
    try {
      for (String text : texts) {
        // The last bucket is always there.
        if (!text.matches("(?i)\\+?inf(inity)?")) {
          buckets.add(Double.parseDouble(text));
        }
      }
      if (buckets.size() <= MOST_BUCKETS && buckets.stream().allMatch(Double::isFinite)) {
        return RoomMetrics.with(metric, buckets);
      }
    } catch (IllegalArgumentException e) {
      // Said below.
    }
    options.problem(key, "must be at most " + MOST_BUCKETS + " ascending numbers");
    return metric;
  }
}
