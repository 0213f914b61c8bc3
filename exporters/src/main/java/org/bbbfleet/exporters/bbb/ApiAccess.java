package org.bbbfleet.exporters.bbb;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.bbbfleet.core.config.Secret;
import org.bbbfleet.core.config.Section;
import org.bbbfleet.exporters.http.FetchFailure;
import org.bbbfleet.exporters.http.FetchFailure.Reason;

/**
 * Signed URLs of an API that signs as BigBlueButton's does, for exporters that ask for something
 * else than meetings. For one thread at a time.
 */
public final class ApiAccess {
  /** SHA-256 is taken by all releases that we know, and by Scalelite. */
  private static final List<Checksum> ORDER =
      List.of(Checksum.SHA256, Checksum.SHA1, Checksum.SHA512, Checksum.SHA384);

  private final Optional<URI> url;
  private final Optional<Secret> secret;
  private final List<Checksum> checksums;
  private final HostFiles files;
  private int turn;

  private ApiAccess(
      Optional<URI> url, Optional<Secret> secret, List<Checksum> checksums, HostFiles files) {
    this.url = url;
    this.secret = secret;
    this.checksums = checksums;
    this.files = files;
  }

  /**
   * Reads {@code url}, {@code secret} or {@code secret_file}, and {@code checksum} (else found
   * out); what is not given is found in the host's own files.
   */
  public static ApiAccess read(Section options, Path root) {
    return read(options, root, PeerSettings.NONE);
  }

  /**
   * The same; below the section, and above the host's files, stand greenstatic's settings.
   *
   * @param settings of which the API's URL and secret are taken
   */
  public static ApiAccess read(Section options, Path root, PeerSettings settings) {
    String algorithm = options.string("checksum", "auto");
    Optional<Checksum> only = Checksum.parse(algorithm);
    if (only.isEmpty() && !algorithm.equals("auto")) {
      options.problem("checksum", "must be one of auto, sha1, sha256, sha384, sha512");
    }
    return new ApiAccess(
        options.url("url").or(() -> PeerOptions.url(options, settings)),
        options.secret("secret").or(() -> settings.value("API_SECRET").map(Secret::new)),
        only.map(List::of).orElse(ORDER),
        new HostFiles(root));
  }

  /** The server that the section, or greenstatic's settings, name. */
  public Optional<URI> url() {
    return url;
  }

  /**
   * A call's URL with its checksum, below the path that the server's URL names, else
   * BigBlueButton's own; itself a secret. Reads files, so it blocks.
   *
   * @param query encoded, without checksum; may be empty
   * @throws FetchFailure CONFIG when nobody says where the API is
   */
  public String signed(String call, String query) {
    return sign(base(), call, query);
  }

  /** The same below this path of the server, whatever path its URL names. */
  public String signedAt(String path, String call, String query) {
    return sign(base().resolve(path), call, query);
  }

  private URI base() {
    return url.or(() -> settings().url()).orElseThrow(() -> missing("URL", "url"));
  }

  private String sign(URI at, String call, String query) {
    Secret with =
        secret.or(() -> settings().secret()).orElseThrow(() -> missing("secret", "secret_file"));
    return Endpoint.of(at, with).signed(checksums.get(turn), call, query);
  }

  /**
   * The server refused the checksum: the next call is signed with another algorithm.
   *
   * @return whether one is left that was not refused yet
   */
  public boolean refused() {
    turn = (turn + 1) % checksums.size();
    return turn != 0;
  }

  private HostFiles.Settings settings() {
    try {
      return files.settings();
    } catch (ApiFailure e) {
      throw new FetchFailure(Reason.CONFIG, e.getMessage());
    }
  }

  private static FetchFailure missing(String what, String key) {
    return new FetchFailure(
        Reason.CONFIG,
        "the API's " + what + " is neither in the option " + key + " nor in this host's files");
  }
}
