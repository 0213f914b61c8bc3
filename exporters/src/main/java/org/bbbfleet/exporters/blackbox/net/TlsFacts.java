package org.bbbfleet.exporters.blackbox.net;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.Certificate;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.bbbfleet.core.metrics.Samples;
import org.bbbfleet.exporters.blackbox.BlackboxMetrics;
import org.bbbfleet.exporters.blackbox.options.TlsOptions;

/** What a TLS session says of itself. */
final class TlsFacts {
  /** Subject alternative names that are DNS names, RFC 5280 4.2.1.6. */
  private static final int DNS_NAME = 2;

  private static final int LONGEST_LABEL = 4096;

  private TlsFacts() {}

  /** Java doesn't ask a certificate that is itself trusted for its dates; we do. */
  static boolean valid(SSLSession session) {
    try {
      // Only the server's own: a chain may carry an expired cross-signature that nobody needs.
      if (session.getPeerCertificates()[0] instanceof X509Certificate own) {
        own.checkValidity();
      }
      return true;
    } catch (CertificateException | SSLPeerUnverifiedException e) {
      return false;
    }
  }

  static void write(SSLSession session, TlsOptions tls, boolean cipher, Samples samples) {
    samples.put(BlackboxMetrics.TLS_VERSION_INFO, 1, version(session.getProtocol()));
    if (cipher) {
      samples.put(BlackboxMetrics.TLS_CIPHER_INFO, 1, session.getCipherSuite());
    }
    List<X509Certificate> sent = new ArrayList<>();
    try {
      for (Certificate certificate : session.getPeerCertificates()) {
        if (certificate instanceof X509Certificate x509) {
          sent.add(x509);
        }
      }
    } catch (SSLPeerUnverifiedException e) {
      // A cipher without certificates: there is no expiry to tell, so none is told.
      return;
    }
    if (sent.isEmpty()) {
      return;
    }
    sent.stream()
        .mapToLong(TlsFacts::expiry)
        .min()
        .ifPresent(at -> samples.put(BlackboxMetrics.SSL_EARLIEST_CERT_EXPIRY, at));
    if (!tls.insecure()) {
      TrustedChain.of(sent, tls).stream()
          .mapToLong(TlsFacts::expiry)
          .min()
          .ifPresent(at -> samples.put(BlackboxMetrics.SSL_LAST_CHAIN_EXPIRY, at));
    }
    X509Certificate own = sent.get(0);
    samples.put(
        BlackboxMetrics.SSL_LAST_CHAIN_INFO,
        1,
        fingerprint(own),
        cut(own.getSubjectX500Principal().getName()),
        cut(own.getIssuerX500Principal().getName()),
        cut(dnsNames(own)),
        own.getSerialNumber().toString(16));
  }

  private static long expiry(X509Certificate certificate) {
    return certificate.getNotAfter().getTime() / 1000;
  }

  private static String fingerprint(X509Certificate certificate) {
    try {
      return HexFormat.of()
          .formatHex(MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded()));
    } catch (NoSuchAlgorithmException | CertificateEncodingException e) {
      throw new IllegalStateException("a certificate that was read can't be written", e);
    }
  }

  private static String dnsNames(X509Certificate certificate) {
    List<String> names = new ArrayList<>();
    try {
      Collection<List<?>> all = certificate.getSubjectAlternativeNames();
      for (List<?> name : all == null ? List.<List<?>>of() : all) {
        if (Integer.valueOf(DNS_NAME).equals(name.get(0))) {
          names.add(String.valueOf(name.get(1)));
        }
      }
    } catch (CertificateParsingException e) {
      // Names that can't be read are none: the handshake has judged the certificate already.
      return "";
    }
    return String.join(",", names);
  }

  /** A certificate is the server's text; a label is not the place for all of a hostile one. */
  private static String cut(String text) {
    return text.length() <= LONGEST_LABEL ? text : text.substring(0, LONGEST_LABEL) + "…";
  }

  /** {@code TLSv1.3} as blackbox_exporter writes it: {@code TLS 1.3}. */
  private static String version(String protocol) {
    String name = protocol.toUpperCase(Locale.ROOT);
    return name.equals("TLSV1") ? "TLS 1.0" : name.replace("TLSV", "TLS ");
  }
}
