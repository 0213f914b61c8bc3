package org.bbbfleet.exporters.bbb;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import org.bbbfleet.core.config.Secret;
import org.bbbfleet.core.config.Section;

/**
 * The options of the exporter {@code bbb}.
 *
 * @param url of the server or its API ({@code url}); else found on the host itself
 * @param secret the API's shared secret ({@code secret_file} or {@code secret}); else found too
 * @param checksum the hash of the calls ({@code checksum}: sha1, sha256, sha384, sha512)
 * @param timeout the longest a call may take ({@code timeout})
 * @param bodyLimit the largest answer in bytes ({@code body_limit})
 * @param caFile the only authorities to trust, as PEM ({@code ca_file}); else Java's
 */
record BbbOptions(
    Optional<URI> url,
    Optional<Secret> secret,
    Checksum checksum,
    Duration timeout,
    int bodyLimit,
    Optional<String> caFile) {

  private static final Duration USUAL_TIMEOUT = Duration.ofSeconds(10);

  /** What the collector keeps of its deadline to say that the API did not answer in time. */
  private static final Duration RESERVE = Duration.ofMillis(500);

  private static final int BODY_LIMIT = 64 * 1024 * 1024;

  static BbbOptions read(Section options, Duration usualDeadline) {
    Duration most = options.duration("deadline", usualDeadline).minus(RESERVE);
    Duration longest = most.compareTo(RESERVE) < 0 ? RESERVE : most;
    Duration timeout = options.duration("timeout", USUAL_TIMEOUT);
    if (timeout.isZero()) {
      options.problem("timeout", "must be above 0");
    }
    String algorithm = options.string("checksum", "sha256");
    Optional<Checksum> checksum = Checksum.parse(algorithm);
    if (checksum.isEmpty()) {
      options.problem("checksum", "must be one of sha1, sha256, sha384, sha512");
    }
    return new BbbOptions(
        options.url("url"),
        options.secret("secret"),
        checksum.orElse(Checksum.SHA256),
        timeout.compareTo(longest) > 0 ? longest : timeout,
        options.integer("body_limit", BODY_LIMIT, 1024, Integer.MAX_VALUE),
        options.string("ca_file"));
  }
}
