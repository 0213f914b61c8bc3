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
  private int at;

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
    String algorithm = options.string("checksum", "auto");
    Optional<Checksum> only = Checksum.parse(algorithm);
    if (only.isEmpty() && !algorithm.equals("auto")) {
      options.problem("checksum", "must be one of auto, sha1, sha256, sha384, sha512");
    }
    return new ApiAccess(
        options.url("url"),
        options.secret("secret"),
        only.map(List::of).orElse(ORDER),
        new HostFiles(root));
  }

  /** Whether the section names a server. */
  public boolean configured() {
    return url.isPresent();
  }

  /**
   * A call's URL with its checksum; itself a secret. Reads files, so it blocks.
   *
   * @param path below the server that the URL names, used when that names no path: {@code
   *     /bigbluebutton/api}
   * @param query encoded, without checksum; may be empty
   * @throws FetchFailure CONFIG when nobody says where the API is
   */
  public String signed(String path, String call, String query) {
    HostFiles.Settings host = settings();
    URI base = url.or(host::url).orElseThrow(() -> missing("URL", "url"));
    Secret with = secret.or(host::secret).orElseThrow(() -> missing("secret", "secret_file"));
    String own = base.getRawPath() == null ? "" : base.getRawPath().replaceAll("/+$", "");
    URI full = own.isEmpty() ? base.resolve(path) : base;
    return Endpoint.of(full, with).signed(checksums.get(at), call, query);
  }

  /**
   * The server refused the checksum: the next call is signed with another algorithm.
   *
   * @return whether one is left that was not refused yet
   */
  public boolean refused() {
    at = (at + 1) % checksums.size();
    return at != 0;
  }

  private HostFiles.Settings settings() {
    if (url.isPresent() && secret.isPresent()) {
      return new HostFiles.Settings(Optional.empty(), Optional.empty());
    }
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
