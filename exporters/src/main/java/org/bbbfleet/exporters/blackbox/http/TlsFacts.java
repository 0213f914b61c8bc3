package org.bbbfleet.exporters.blackbox.http;

import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.OptionalLong;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.bbbfleet.core.metrics.Samples;
import org.bbbfleet.exporters.blackbox.BlackboxMetrics;

/** What a TLS session says of itself. */
final class TlsFacts {
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

  static void write(SSLSession session, Samples samples) {
    samples.put(BlackboxMetrics.TLS_VERSION_INFO, 1, version(session.getProtocol()));
    samples.put(BlackboxMetrics.TLS_CIPHER_INFO, 1, session.getCipherSuite());
    try {
      earliestExpiry(session.getPeerCertificates())
          .ifPresent(at -> samples.put(BlackboxMetrics.SSL_EARLIEST_CERT_EXPIRY, at));
    } catch (SSLPeerUnverifiedException e) {
      // A cipher without certificates: there is no expiry to tell, so none is told.
      return;
    }
  }

  private static OptionalLong earliestExpiry(Certificate[] chain) {
    return Arrays.stream(chain)
        .filter(X509Certificate.class::isInstance)
        .mapToLong(c -> ((X509Certificate) c).getNotAfter().getTime() / 1000)
        .min();
  }

  /** {@code TLSv1.3} as blackbox_exporter writes it: {@code TLS 1.3}. */
  private static String version(String protocol) {
    return protocol.equals("TLSv1") ? "TLS 1.0" : protocol.replace("TLSv", "TLS ");
  }
}
