package org.bbbfleet.exporters.bbb;

import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.net.PemTrustOptions;
import java.util.Optional;

/**
 * Whose certificates are taken.
 *
 * @param who Java's authorities, those of a file, or anybody
 * @param caFile the file with authorities as PEM, for {@link Who#FILE}
 */
record Trust(Who who, Optional<String> caFile) {

  enum Who {
    SYSTEM,
    FILE,
    ANYBODY
  }

  static final Trust SYSTEM = new Trust(Who.SYSTEM, Optional.empty());
  static final Trust ANYBODY = new Trust(Who.ANYBODY, Optional.empty());

  static Trust file(String caFile) {
    return new Trust(Who.FILE, Optional.of(caFile));
  }

  HttpClientOptions applyTo(HttpClientOptions options) {
    caFile.ifPresent(file -> options.setTrustOptions(new PemTrustOptions().addCertPath(file)));
    boolean anybody = who == Who.ANYBODY;
    return options.setTrustAll(anybody).setVerifyHost(!anybody);
  }
}
