package org.bbbfleet.core.web;

import io.vertx.core.Vertx;
import io.vertx.core.net.KeyCertOptions;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.X509KeyManager;
import org.bbbfleet.core.error.ErrorCategory;
import org.bbbfleet.core.error.FleetException;

/**
 * Whether a certificate and a key belong together. Who renews certificates replaces two files one
 * after the other; in between no handshake would succeed.
 */
final class KeyCheck {
  private static final List<String> KINDS = List.of("RSA", "EC", "EdDSA", "RSASSA-PSS");

  private KeyCheck() {}

  /**
   * @throws FleetException (INPUT) when they can't be read or don't belong together
   */
  static void require(Vertx vertx, KeyCertOptions pair) {
    try {
      for (KeyManager manager : pair.getKeyManagerFactory(vertx).getKeyManagers()) {
        if (manager instanceof X509KeyManager keys) {
          check(keys);
        }
      }
    } catch (FleetException e) {
      throw e;
    } catch (Exception e) {
      // The cause may quote the key, so only its kind is told.
      throw new FleetException(
          ErrorCategory.INPUT,
          "tls_server_config: the key can't be used (" + e.getClass().getSimpleName() + ")");
    }
  }

  private static void check(X509KeyManager keys) throws GeneralSecurityException {
    for (String kind : KINDS) {
      String[] aliases = keys.getServerAliases(kind, null);
      if (aliases != null && aliases.length > 0) {
        X509Certificate certificate = keys.getCertificateChain(aliases[0])[0];
        if (!belong(certificate.getPublicKey(), keys.getPrivateKey(aliases[0]))) {
          throw new FleetException(
              ErrorCategory.INPUT, "tls_server_config: the key does not belong to the certificate");
        }
        return;
      }
    }
    throw new FleetException(
        ErrorCategory.INPUT,
        "tls_server_config: the certificate is of a kind that Java can't serve");
  }

  private static boolean belong(PublicKey open, PrivateKey secret) throws GeneralSecurityException {
    String algorithm =
        switch (open.getAlgorithm()) {
          case "RSA", "RSASSA-PSS" -> "SHA256withRSA";
          case "EC" -> "SHA256withECDSA";
          default -> "EdDSA";
        };
    if (!open.getAlgorithm().equals(secret.getAlgorithm())) {
      return false;
    }
    byte[] text = {1, 2, 3};
    Signature signer = Signature.getInstance(algorithm);
    signer.initSign(secret);
    signer.update(text);
    byte[] signature = signer.sign();
    Signature verifier = Signature.getInstance(algorithm);
    verifier.initVerify(open);
    verifier.update(text);
    return verifier.verify(signature);
  }
}
