package org.bbbfleet.exporters.rtmp;

import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.bbbfleet.core.config.Secret;
import org.bbbfleet.core.config.Section;

/**
 * The options of the rtmp exporter.
 *
 * @param url the address of the statistics ({@code rtmp_stat all})
 * @param timeout how long the server may take for the whole page
 * @param maxBytes the largest page that is read
 * @param maxStreams how many streams get series of their own
 * @param stalledAfter how long a publisher's bytes and media time must stand still
 * @param salt goes into the hashes of stream names, so that guesses can't be tried on them
 * @param names readable names of streams by their hash
 */
public record RtmpOptions(
    URI url,
    Duration timeout,
    int maxBytes,
    int maxStreams,
    Duration stalledAfter,
    Secret salt,
    Map<String, String> names) {
  private static final URI DEFAULT_URL = URI.create("http://127.0.0.1:8080/stat");

  /**
   * Reads {@code url}, {@code timeout}, {@code max_bytes}, {@code max_streams}, {@code
   * stalled_after}, {@code salt} or {@code salt_file}, and {@code names}.
   */
  public static RtmpOptions from(Section options) {
    Section named = options.section("names");
    Map<String, String> names = new LinkedHashMap<>();
    for (String hash : named.keys()) {
      named.string(hash).ifPresent(name -> names.put(hash, name));
    }
    return new RtmpOptions(
        options.url("url").orElse(DEFAULT_URL),
        options.duration("timeout", Duration.ofSeconds(3)),
        options.integer("max_bytes", 8 << 20, 1024, 256 << 20),
        options.integer("max_streams", 200, 0, 10_000),
        options.duration("stalled_after", Duration.ofSeconds(10)),
        options.secret("salt").orElse(new Secret("")),
        Map.copyOf(names));
  }
}
