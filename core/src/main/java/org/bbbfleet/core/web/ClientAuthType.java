package org.bbbfleet.core.web;

import io.vertx.core.http.ClientAuth;
import java.util.Arrays;
import java.util.Optional;

/** Whether clients must show a certificate, by the names of Go's {@code crypto/tls}. */
enum ClientAuthType {
  NO_CLIENT_CERT("NoClientCert", ClientAuth.NONE, false),
  REQUEST_CLIENT_CERT("RequestClientCert", ClientAuth.REQUEST, false),
  REQUIRE_ANY_CLIENT_CERT("RequireAnyClientCert", ClientAuth.REQUIRED, false),
  VERIFY_CLIENT_CERT_IF_GIVEN("VerifyClientCertIfGiven", ClientAuth.REQUEST, true),
  REQUIRE_AND_VERIFY_CLIENT_CERT("RequireAndVerifyClientCert", ClientAuth.REQUIRED, true);

  private final String word;
  private final ClientAuth asks;
  private final boolean verifies;

  ClientAuthType(String word, ClientAuth asks, boolean verifies) {
    this.word = word;
    this.asks = asks;
    this.verifies = verifies;
  }

  static Optional<ClientAuthType> of(String word) {
    return Arrays.stream(values()).filter(type -> type.word.equals(word)).findFirst();
  }

  static String words() {
    return String.join(", ", Arrays.stream(values()).map(type -> type.word).toList());
  }

  /** What the handshake asks of the client. */
  ClientAuth asks() {
    return asks;
  }

  /** Whether a certificate that is shown must come from the client authorities. */
  boolean verifies() {
    return verifies;
  }
}
