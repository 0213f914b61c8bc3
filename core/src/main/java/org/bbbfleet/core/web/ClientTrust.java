package org.bbbfleet.core.web;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;

/** Which client certificates a handshake accepts: from these authorities, with these names. */
final class ClientTrust extends X509ExtendedTrustManager {
  /** Null where no certificate is verified. */
  private final X509ExtendedTrustManager authorities;

  private final Set<String> names;

  private ClientTrust(X509ExtendedTrustManager authorities, Set<String> names) {
    this.authorities = authorities;
    this.names = names;
  }

  /** Takes any certificate that has one of the names; no names allow every certificate. */
  static ClientTrust anyone(List<String> names) {
    return new ClientTrust(null, Set.copyOf(names));
  }

  /**
   * Takes certificates of these authorities that have one of the names.
   *
   * @param pem the authorities' certificates
   * @throws GeneralSecurityException when they can't be read
   */
  static ClientTrust of(String pem, List<String> names) throws GeneralSecurityException {
    try {
      KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, null);
      int n = 0;
      for (Certificate one : certificates(pem)) {
        store.setCertificateEntry("authority-" + n++, one);
      }
      TrustManagerFactory factory =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      factory.init(store);
      for (TrustManager manager : factory.getTrustManagers()) {
        if (manager instanceof X509ExtendedTrustManager found) {
          return new ClientTrust(found, Set.copyOf(names));
        }
      }
      throw new GeneralSecurityException("this Java has no trust manager for X.509");
    } catch (IOException e) {
      throw new GeneralSecurityException(e);
    }
  }

  /** The certificates of a PEM text. */
  static Collection<? extends Certificate> certificates(String pem) throws CertificateException {
    Collection<? extends Certificate> found =
        CertificateFactory.getInstance("X.509")
            .generateCertificates(
                new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII)));
    if (found.isEmpty()) {
      throw new CertificateException("holds no certificate");
    }
    return found;
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket)
      throws CertificateException {
    if (authorities != null) {
      authorities.checkClientTrusted(chain, type, socket);
    }
    checkName(chain);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine)
      throws CertificateException {
    if (authorities != null) {
      authorities.checkClientTrusted(chain, type, engine);
    }
    checkName(chain);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
    if (authorities != null) {
      authorities.checkClientTrusted(chain, type);
    }
    checkName(chain);
  }

  private void checkName(X509Certificate[] chain) throws CertificateException {
    if (names.isEmpty()) {
      return;
    }
    Collection<List<?>> alternatives = chain[0].getSubjectAlternativeNames();
    if (alternatives != null) {
      // Each is a pair of a kind and a value; DNS names, addresses, e-mails and URIs are texts.
      for (List<?> alternative : alternatives) {
        if (alternative.get(1) instanceof String name && names.contains(name)) {
          return;
        }
      }
    }
    throw new CertificateException(
        "the client's certificate has none of the names "
            + names.stream().sorted().collect(Collectors.joining(", ")));
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return authorities == null ? new X509Certificate[0] : authorities.getAcceptedIssuers();
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket)
      throws CertificateException {
    throw new CertificateException("this is for clients' certificates only");
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine)
      throws CertificateException {
    throw new CertificateException("this is for clients' certificates only");
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
    throw new CertificateException("this is for clients' certificates only");
  }
}
