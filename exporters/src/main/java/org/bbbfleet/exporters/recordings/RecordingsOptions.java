package org.bbbfleet.exporters.recordings;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import org.bbbfleet.core.config.Section;
import org.bbbfleet.exporters.bbb.ApiAccess;
import org.bbbfleet.exporters.bbb.PeerSettings;

/**
 * The options of the exporter {@code recordings}.
 *
 * @param source where to count ({@code source}: auto, disk, api)
 * @param directory where BigBlueButton keeps recordings ({@code directory})
 * @param api how the API is called ({@code url}, {@code secret_file}, {@code checksum})
 * @param caFile the only authorities to trust ({@code ca_file})
 * @param refresh how often recordings are counted by the API ({@code refresh})
 * @param timeout the longest that one call may take ({@code timeout})
 * @param whole the longest that one count may take, by the API ({@code refresh_timeout})
 * @param page how many recordings a call asks for ({@code page})
 * @param most the largest number of recordings, or of entries on disk ({@code most})
 * @param bodyLimit the largest answer in bytes ({@code body_limit})
 */
record RecordingsOptions(
    Source source,
    Path directory,
    ApiAccess api,
    Optional<String> caFile,
    Duration refresh,
    Duration timeout,
    Duration whole,
    int page,
    int most,
    int bodyLimit) {

  /** Where recordings are counted. */
  enum Source {
    /** On disk where there is one, else by the API where one is named. */
    AUTO,
    DISK,
    API;

    String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private static final String DIRECTORY = "var/bigbluebutton";

  /**
   * Reads them; problems are left in the section.
   *
   * @param environment greenstatic's settings in the agent's own environment
   */
  static RecordingsOptions read(Section options, Path root, PeerSettings environment) {
    PeerSettings settings = PeerSettings.of(options, environment);
    return new RecordingsOptions(
        source(options, settings),
        directory(options, root),
        ApiAccess.read(options, root, settings),
        options.string("ca_file").or(() -> settings.value("TLS_VERIFY").filter(v -> isPath(v))),
        positive(options, "refresh", Duration.ofMinutes(10)),
        positive(options, "timeout", Duration.ofSeconds(30)),
        positive(options, "refresh_timeout", Duration.ofMinutes(5)),
        options.integer("page", 100, 1, 100),
        options.integer("most", 500_000, 1, 10_000_000),
        options.integer("body_limit", 64 * 1024 * 1024, 1024, Integer.MAX_VALUE));
  }

  static Path directory(Section options, Path root) {
    return options.string("directory").map(Path::of).orElse(root.resolve(DIRECTORY));
  }

  private static boolean isPath(String verify) {
    return verify.startsWith("/");
  }

  private static Source source(Section options, PeerSettings settings) {
    Source usual =
        settings
            .flag("RECORDINGS_METRICS_READ_FROM_DISK")
            .map(disk -> disk ? Source.DISK : Source.API)
            .orElse(Source.AUTO);
    String given = options.string("source", usual.label());
    for (Source source : Source.values()) {
      if (source.label().equals(given)) {
        return source;
      }
    }
    options.problem("source", "must be one of auto, disk, api");
    return Source.AUTO;
  }

  private static Duration positive(Section options, String key, Duration usual) {
    Duration given = options.duration(key, usual);
    if (given.isZero() || given.isNegative()) {
      options.problem(key, "must be above 0");
      return usual;
    }
    return given;
  }
}
