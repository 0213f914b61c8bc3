package org.bbbfleet.exporters.bbb;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.bbbfleet.core.config.Secret;
import org.bbbfleet.core.config.Section;

/**
 * The options of the exporter {@code bbb}, and of a target that is probed. Each may come from the
 * section, else from the settings of greenstatic's exporter.
 *
 * @param url of the server or its API ({@code url}, {@code API_BASE_URL}); else found on the host
 * @param secret the API's shared secret ({@code secret_file}, {@code secret}, {@code API_SECRET});
 *     else found too
 * @param checksum the hash of the calls ({@code checksum}: sha1, sha256, sha384, sha512); else
 *     found out
 * @param timeout the longest that all calls of one collection may take ({@code timeout})
 * @param bodyLimit the largest answer in bytes ({@code body_limit})
 * @param trust whose certificates are taken ({@code ca_file}, {@code tls_verify}, {@code
 *     TLS_VERIFY})
 * @param rooms the distributions, with buckets of one's own ({@code room_…_buckets}, {@code
 *     ROOM_…_CUSTOM_BUCKETS})
 * @param top how many meetings get series of their own ({@code meetings_top})
 * @param salt goes into the hashes of meetings' ids ({@code salt_file}, {@code salt})
 * @param stateDirectory where counters outlive the process ({@code state_dir})
 */
record BbbOptions(
    Optional<URI> url,
    Optional<Secret> secret,
    Optional<Checksum> checksum,
    Duration timeout,
    int bodyLimit,
    Trust trust,
    RoomMetrics rooms,
    int top,
    Secret salt,
    Path stateDirectory) {

  /** Where the agent may keep what must outlive it. */
  static final String STATE_DIRECTORY = "/var/lib/bbb-fleet-agent";

  private static final Duration USUAL_TIMEOUT = Duration.ofSeconds(10);

  /** What the collector keeps of its deadline to say that the API did not answer in time. */
  private static final Duration RESERVE = Duration.ofMillis(500);

  private static final int BODY_LIMIT = 64 * 1024 * 1024;
  private static final int MOST_TOP = 100;
  private static final Secret NONE = new Secret("");

  /**
   * Reads them; problems are left in the section.
   *
   * @param usualDeadline of a collection, unless the section says otherwise
   * @param peer what the exporter's environment says
   * @param root of the file system, for the directory that is used unless the section names one
   */
  static BbbOptions read(Section options, Duration usualDeadline, PeerSettings peer, Path root) {
    PeerSettings settings = PeerOptions.file(options).over(peer);
    Duration timeout = options.duration("timeout", USUAL_TIMEOUT);
    if (timeout.isZero()) {
      options.problem("timeout", "must be above 0");
    }
    Duration most = options.duration("deadline", usualDeadline).minus(RESERVE);
    Duration longest = most.compareTo(RESERVE) < 0 ? RESERVE : most;
    int top = options.integer("meetings_top", 0, 0, MOST_TOP);
    Optional<Secret> salt = options.secret("salt").filter(s -> !s.reveal().isEmpty());
    if (top > 0 && salt.isEmpty()) {
      options.problem("meetings_top", "needs salt_file: without it, ids could be guessed.");
    }
    String directory =
        options
            .string("state_dir")
            .orElseGet(() -> root.resolve(STATE_DIRECTORY.substring(1)).toString());
    return new BbbOptions(
        options.url("url").or(() -> PeerOptions.url(options, settings)),
        options.secret("secret").or(() -> settings.value("API_SECRET").map(Secret::new)),
        checksum(options),
        timeout.compareTo(longest) > 0 ? longest : timeout,
        options.integer("body_limit", BODY_LIMIT, 1024, Integer.MAX_VALUE),
        PeerOptions.trust(options, settings),
        PeerOptions.rooms(options, settings),
        top,
        salt.orElse(NONE),
        Path.of(directory));
  }

  /** Whether all is the same, secrets too. */
  boolean sameAs(BbbOptions other) {
    return secret.map(Secret::reveal).equals(other.secret.map(Secret::reveal))
        && salt.matches(other.salt.reveal())
        && withoutSecrets().equals(other.withoutSecrets());
  }

  private BbbOptions withoutSecrets() {
    return new BbbOptions(
        url,
        Optional.empty(),
        checksum,
        timeout,
        bodyLimit,
        trust,
        rooms,
        top,
        NONE,
        stateDirectory);
  }

  private static Optional<Checksum> checksum(Section options) {
    String algorithm = options.string("checksum", "auto");
    Optional<Checksum> checksum = Checksum.parse(algorithm);
    if (checksum.isEmpty() && !algorithm.equals("auto")) {
      options.problem("checksum", "must be one of auto, sha1, sha256, sha384, sha512");
    }
    return checksum;
  }
}
