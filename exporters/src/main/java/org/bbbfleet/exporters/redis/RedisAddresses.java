package org.bbbfleet.exporters.redis;

import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.bbbfleet.core.config.Secret;
import org.bbbfleet.core.config.Section;

/**
 * The options of the exporter {@code redis}.
 *
 * @param redis this host's Redis ({@code url}: {@code redis://HOST:PORT}); by default where
 *     Debian's unit is enabled
 * @param password of its default user ({@code password_file})
 * @param sentinel this host's Sentinel ({@code sentinel}); by default as above
 * @param sentinelPassword of its default user ({@code sentinel_password_file})
 * @param timeout the longest that either may take ({@code timeout})
 */
record RedisAddresses(
    Optional<String> redis,
    Optional<Secret> password,
    Optional<String> sentinel,
    Optional<Secret> sentinelPassword,
    Duration timeout) {
  static final String REDIS = "redis-server";
  static final String SENTINEL = "redis-sentinel";

  /** Says that there is none here. */
  private static final String NONE = "false";

  private static final String WANTED = "etc/systemd/system/multi-user.target.wants/";
  private static final Duration LONGEST = Duration.ofSeconds(8);

  static RedisAddresses read(Section options, Path root) {
    Duration timeout = options.duration("timeout", Duration.ofSeconds(3));
    if (timeout.isZero() || timeout.compareTo(LONGEST) > 0) {
      options.problem("timeout", "must be above 0 and at most 8s");
      timeout = LONGEST;
    }
    return new RedisAddresses(
        address(options, "url", root, REDIS, 6379),
        options.secret("password"),
        address(options, "sentinel", root, SENTINEL, 26379),
        options.secret("sentinel_password"),
        timeout);
  }

  /** Whether one is configured, or Debian's unit of it is enabled. */
  static boolean isHere(Section options, String key, Path root, String unit) {
    return options
        .string(key)
        .map(given -> !given.equals(NONE))
        .orElseGet(
            () ->
                Files.exists(root.resolve(WANTED + unit + ".service"), LinkOption.NOFOLLOW_LINKS));
  }

  private static Optional<String> address(
      Section options, String key, Path root, String unit, int port) {
    if (!isHere(options, key, root, unit)) {
      return Optional.empty();
    }
    String given = options.string(key, "redis://127.0.0.1:" + port);
    if (!given.matches("rediss?://[A-Za-z0-9_.\\[\\]:-]{1,260}")) {
      options.problem(
          key, "must be redis://HOST:PORT; a password goes into a file, see the exporter's page");
      return Optional.empty();
    }
    return Optional.of(given);
  }
}
