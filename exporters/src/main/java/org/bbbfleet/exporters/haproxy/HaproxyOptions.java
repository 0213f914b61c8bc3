package org.bbbfleet.exporters.haproxy;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.bbbfleet.core.config.Secret;
import org.bbbfleet.core.config.Section;

/**
 * The options of the exporter {@code haproxy}.
 *
 * @param config HAProxy's own configuration, which names its sockets ({@code config})
 * @param socket the socket to ask instead of those ({@code socket})
 * @param url its statistics page instead of a socket ({@code url})
 * @param user who may see that page ({@code user})
 * @param password with which password ({@code password_file})
 * @param standbys backends whose check lets one server through, so that the others are down by
 *     design: names, in which {@code *} is anything ({@code standbys})
 * @param timeout the longest that an answer may take ({@code timeout})
 */
record HaproxyOptions(
    Path config,
    Optional<Path> socket,
    Optional<URI> url,
    Optional<String> user,
    Optional<Secret> password,
    List<Pattern> standbys,
    Duration timeout) {
  private static final Duration LONGEST = Duration.ofSeconds(4);

  static HaproxyOptions read(Section options, Path root) {
    Duration timeout = options.duration("timeout", Duration.ofSeconds(3));
    if (timeout.isZero() || timeout.compareTo(LONGEST) > 0) {
      options.problem("timeout", "must be above 0 and at most 4s");
      timeout = LONGEST;
    }
    Optional<URI> url = options.url("url");
    if (url.isPresent() && url.get().getUserInfo() != null) {
      options.problem("url", "must not hold a password: there are user and password_file");
    }
    return new HaproxyOptions(
        config(options, root),
        options.string("socket").map(path -> root.resolve(path.replaceFirst("^/+", ""))),
        url,
        options.string("user"),
        options.secret("password"),
        options.strings("standbys", List.of("*redis*", "*postgres*")).stream()
            .map(HaproxyOptions::pattern)
            .toList(),
        timeout);
  }

  static Path config(Section options, Path root) {
    return root.resolve(
        options.string("config", "/etc/haproxy/haproxy.cfg").replaceFirst("^/+", ""));
  }

  private static Pattern pattern(String glob) {
    return Pattern.compile(Pattern.quote(glob).replace("*", "\\E.*\\Q"));
  }

  /** Whether most servers of a backend are down by design. */
  boolean isStandby(String backend) {
    return standbys.stream().anyMatch(pattern -> pattern.matcher(backend).matches());
  }
}
