package org.bbbfleet.exporters.blackbox.net;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.bbbfleet.exporters.blackbox.options.TlsOptions;

/** The chain by which a server's certificate is trusted, from its own to the authority's. */
final class TrustedChain {
  private static final int LONGEST = 12;

  private TrustedChain() {}

  /** The chain of a handshake that succeeded; empty when it can't be told. */
  static List<X509Certificate> of(List<X509Certificate> sent, TlsOptions tls) {
    try {
      List<X509Certificate> authorities = tls.ca().isPresent() ? own(tls) : Java.AUTHORITIES;
      List<X509Certificate> chain = new ArrayList<>(List.of(sent.get(0)));
      while (chain.size() < LONGEST) {
        X509Certificate last = chain.get(chain.size() - 1);
        if (authorities.contains(last)) {
          return chain;
        }
        Optional<X509Certificate> issuer =
            issuer(last, authorities).or(() -> issuer(last, sent.subList(1, sent.size())));
        if (issuer.isEmpty()) {
          return List.of();
        }
        chain.add(issuer.get());
      }
    } catch (IOException | GeneralSecurityException e) {
      // The authorities changed since the handshake: then the chain is not known.
      return List.of();
    }
    return List.of();
  }

  private static Optional<X509Certificate> issuer(
      X509Certificate of, List<X509Certificate> candidates) {
    return candidates.stream()
        .filter(c -> c.getSubjectX500Principal().equals(of.getIssuerX500Principal()))
        .filter(c -> signed(of, c))
        .findFirst();
  }

  private static boolean signed(X509Certificate what, X509Certificate by) {
    try {
      what.verify(by.getPublicKey());
      return !what.equals(by);
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  private static List<X509Certificate> own(TlsOptions tls)
      throws IOException, GeneralSecurityException {
    TlsOptions.Pem pem = tls.ca().orElseThrow();
    byte[] bytes =
        pem.file().isPresent()
            ? Files.readAllBytes(Path.of(pem.file().get()))
            : pem.text().orElse("").getBytes(StandardCharsets.UTF_8);
    List<X509Certificate> certificates = new ArrayList<>();
    try (InputStream in = new java.io.ByteArrayInputStream(bytes)) {
      for (Certificate one : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
        certificates.add((X509Certificate) one);
      }
    }
    return certificates;
  }

  /** Those that Java trusts, read once. */
  private static final class Java {
    private static final List<X509Certificate> AUTHORITIES = read();

    private static List<X509Certificate> read() {
      try {
        TrustManagerFactory factory =
            TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init((KeyStore) null);
        List<X509Certificate> all = new ArrayList<>();
        for (TrustManager manager : factory.getTrustManagers()) {
          if (manager instanceof X509TrustManager x509) {
            all.addAll(List.of(x509.getAcceptedIssuers()));
          }
        }
        return all;
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException("Java has no authorities to trust", e);
      }
    }
  }
}
