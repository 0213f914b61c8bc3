package org.bbbfleet.exporters.scalelite;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.bbbfleet.core.config.Secret;
import org.bbbfleet.core.config.Section;
import org.bbbfleet.exporters.bbb.ApiAccess;

/**
 * The options of the exporter {@code scalelite}.
 *
 * @param api where Scalelite is and how it is called ({@code url}, {@code secret_file}, {@code
 *     checksum})
 * @param signs whether there is a secret, so that servers can be asked for
 * @param caFile the only authorities to trust ({@code ca_file})
 * @param redis Scalelite's Redis ({@code redis}: {@code redis://HOST:PORT/DATABASE})
 * @param redisPassword its password ({@code redis_password_file})
 * @param namespace before each key ({@code redis_namespace})
 * @param recordings the directory that holds spool, published and unpublished ({@code recordings})
 * @param most the largest number of entries of a directory ({@code most})
 * @param timeout the longest that one question may take ({@code timeout})
 */
record ScaleliteOptions(
    ApiAccess api,
    boolean signs,
    Optional<String> caFile,
    Optional<String> redis,
    Optional<Secret> redisPassword,
    String namespace,
    Path recordings,
    int most,
    Duration timeout) {

  /** Where the playbooks keep them, then where Scalelite's own documentation does. */
  private static final List<String> PLACES =
      List.of("var/scalelite-recordings", "mnt/scalelite-recordings/var/bigbluebutton");

  private static final Duration LONGEST = Duration.ofSeconds(8);

  static ScaleliteOptions read(Section options, Path root) {
    Optional<String> redis = options.string("redis");
    if (redis.isPresent()
        && !redis.get().matches("rediss?://[A-Za-z0-9_.\\[\\]:-]{1,260}(/\\d{1,3})?")) {
      options.problem(
          "redis", "must be redis://HOST:PORT/DATABASE; a password goes into redis_password_file");
      redis = Optional.empty();
    }
    Duration timeout = options.duration("timeout", Duration.ofSeconds(3));
    if (timeout.isZero() || timeout.compareTo(LONGEST) > 0) {
      options.problem("timeout", "must be above 0 and at most 8s");
      timeout = LONGEST;
    }
    return new ScaleliteOptions(
        ApiAccess.read(options, root),
        options.keys().contains("secret") || options.keys().contains("secret_file"),
        options.string("ca_file"),
        redis,
        options.secret("redis_password"),
        options.string("redis_namespace", "scalelite"),
        recordings(options, root),
        options.integer("most", 500_000, 1, 10_000_000),
        timeout);
  }

  static Path recordings(Section options, Path root) {
    return options
        .string("recordings")
        .map(Path::of)
        .orElseGet(
            () ->
                PLACES.stream()
                    .map(root::resolve)
                    .filter(Files::isDirectory)
                    .findFirst()
                    .orElse(root.resolve(PLACES.get(0))));
  }
}
