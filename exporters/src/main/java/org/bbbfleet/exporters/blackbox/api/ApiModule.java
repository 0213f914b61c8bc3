package org.bbbfleet.exporters.blackbox.api;

import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import org.bbbfleet.core.config.Secret;
import org.bbbfleet.core.config.Section;
import org.bbbfleet.exporters.bbb.Checksum;
import org.bbbfleet.exporters.bbb.Endpoint;
import org.bbbfleet.exporters.targets.TargetFile;

/**
 * What the probers of BigBlueButton's and Scalelite's API have in common: where the targets are.
 *
 * @param targets where addresses and secrets are
 * @param caFile the only authorities to trust, where they are not Java's
 */
record ApiModule(TargetFile targets, Optional<String> caFile) {

  static ApiModule read(Section options) {
    return new ApiModule(
        new TargetFile(Path.of(options.string("targets", TargetFile.DEFAULT.toString()))),
        options.string("ca_file"));
  }

  /**
   * A server to ask.
   *
   * @param url as the file names it
   */
  record Server(URI url, Optional<Secret> secret, Checksum checksum) {

    /** Where its API is called. */
    Endpoint api() {
      return Endpoint.of(url, secret.orElse(new Secret("")));
    }

    /** A place beside the API on the same server. */
    URI at(String path) {
      return URI.create(url.getScheme() + "://" + url.getRawAuthority() + path);
    }
  }

  /** Reads a target of the file; blocks. */
  Server server(String kind, String name, boolean secretNeeded) {
    return targets.read(
        kind,
        name,
        section -> {
          Optional<URI> url = section.url("url");
          if (url.isEmpty()) {
            section.required("url", "Give the URL that bbb-conf --secret prints.");
          }
          Optional<Secret> secret = section.secret("secret");
          if (secret.isEmpty() && secretNeeded) {
            section.problem("secret", "is missing. Give secret_file.");
          }
          String algorithm = section.string("checksum", "sha256");
          Optional<Checksum> checksum = Checksum.parse(algorithm);
          if (checksum.isEmpty()) {
            section.problem("checksum", "must be sha1, sha256, sha384 or sha512");
          }
          // Other probes read more of the same target.
          section.acceptRest();
          return new Server(
              url.orElse(URI.create("http://localhost/")),
              secret,
              checksum.orElse(Checksum.SHA256));
        });
  }
}
