package org.bbbfleet.exporters.bbb;

import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import org.bbbfleet.core.config.Secret;
import org.bbbfleet.core.config.Section;

/**
 * Where the API is and with what it is called, for other exporters that ask it something: from
 * their own options, else from the files of a host that is a BigBlueButton server itself.
 */
public final class ApiAddress {
  private final Optional<URI> url;
  private final Optional<Secret> secret;
  private final Checksum checksum;
  private final HostFiles files;

  private ApiAddress(
      Optional<URI> url, Optional<Secret> secret, Checksum checksum, HostFiles files) {
    this.url = url;
    this.secret = secret;
    this.checksum = checksum;
    this.files = files;
  }

  /** Reads {@code url}, {@code secret} or {@code secret_file}, and {@code checksum}. */
  public static ApiAddress read(Section options, Path root) {
    Optional<Checksum> checksum = Checksum.parse(options.string("checksum", "sha256"));
    if (checksum.isEmpty()) {
      options.problem("checksum", "must be one of sha1, sha256, sha384, sha512");
    }
    return new ApiAddress(
        options.url("url"),
        options.secret("secret"),
        checksum.orElse(Checksum.SHA256),
        new HostFiles(root));
  }

  /** Whether there is anything to ask. */
  public boolean known() {
    return url.isPresent() || files.present();
  }

  /**
   * The signed URL of a call, which is itself a secret. Reads files, so it blocks.
   *
   * @param query encoded, without checksum
   * @throws RuntimeException when URL or secret are missing or can't be read; its message names
   *     neither
   */
  public String signed(String call, String query) {
    if (url.isPresent() && secret.isPresent()) {
      return Endpoint.of(url.get(), secret.get()).signed(checksum, call, query);
    }
    HostFiles.Settings host = files.settings();
    return Endpoint.of(
            url.or(host::url).orElseThrow(() -> missing("URL")),
            secret.or(host::secret).orElseThrow(() -> missing("secret")))
        .signed(checksum, call, query);
  }

  private static ApiFailure missing(String what) {
    return new ApiFailure(ApiFailure.Reason.CONFIG, "the API's " + what + " is not known");
  }
}
