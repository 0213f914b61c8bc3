package org.bbbfleet.core.web;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.ServerSSLOptions;
import io.vertx.core.net.TrustOptions;
import java.security.GeneralSecurityException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.bbbfleet.core.config.Secret;
import org.bbbfleet.core.error.ErrorCategory;
import org.bbbfleet.core.error.FleetException;

/**
 * The server's side of TLS, with the contents of its files, so that a later change to a file is a
 * change of this value.
 *
 * @param certificates the server's certificate and its chain, PEM
 * @param key the certificate's private key, PEM
 * @param clientAuth what is asked of clients
 * @param clientAuthorities who signs clients' certificates, PEM; empty verifies none
 * @param clientNames alternative names of which a client's certificate must have one; empty: any
 * @param versions the versions of TLS, as Java names them
 * @param cipherSuites the suites up to TLS 1.2; empty leaves it to Java
 */
record TlsSettings(
    String certificates,
    Secret key,
    ClientAuthType clientAuth,
    Optional<String> clientAuthorities,
    List<String> clientNames,
    Set<String> versions,
    List<String> cipherSuites) {

  TlsSettings {
    clientNames = List.copyOf(clientNames);
    versions = new LinkedHashSet<>(versions);
    cipherSuites = List.copyOf(cipherSuites);
  }

  /** The certificate and its key. */
  PemKeyCertOptions pair() {
    return new PemKeyCertOptions()
        .addCertValue(Buffer.buffer(certificates))
        .addKeyValue(Buffer.buffer(key.reveal()));
  }

  /**
   * As Vert.x wants it.
   *
   * @throws FleetException (INPUT) when the client authorities can't be read
   */
  ServerSSLOptions options(boolean http2) {
    ServerSSLOptions options = new ServerSSLOptions();
    options.setKeyCertOptions(pair());
    options.setEnabledSecureTransportProtocols(versions);
    cipherSuites.forEach(options::addEnabledCipherSuite);
    options.setUseAlpn(http2);
    options.setClientAuth(clientAuth.asks());
    if (clientAuth != ClientAuthType.NO_CLIENT_CERT) {
      options.setTrustOptions(TrustOptions.wrap(clientTrust()));
    }
    return options;
  }

  private ClientTrust clientTrust() {
    try {
      return clientAuth.verifies()
          ? ClientTrust.of(clientAuthorities.orElse(""), clientNames)
          : ClientTrust.anyone(clientNames);
    } catch (GeneralSecurityException e) {
      throw new FleetException(
          ErrorCategory.INPUT, "client_ca can't be read: " + e.getMessage(), e);
    }
  }
}
