package org.bbbfleet.exporters.certificates;

import java.io.ByteArrayInputStream;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The certificates of a PEM file (RFC 7468). Keys and anything else beside them are passed over.
 */
final class PemFile {
  private static final int MAX_CERTIFICATES = 50;
  private static final Pattern BLOCK =
      Pattern.compile("-----BEGIN CERTIFICATE-----([A-Za-z0-9+/=\\s]*+)-----END CERTIFICATE-----");

  private PemFile() {}

  /** From when until when a certificate counts. */
  record Validity(Instant from, Instant until) {}

  /** Whether the text begins a certificate anywhere. */
  static boolean claims(String text) {
    return text.contains("-----BEGIN CERTIFICATE-----");
  }

  /**
   * The certificates in their order, the host's own first.
   *
   * @throws CertificateException when one of them is none
   */
  static List<Validity> read(String text) throws CertificateException {
    CertificateFactory factory = CertificateFactory.getInstance("X.509");
    List<Validity> found = new ArrayList<>();
    Matcher block = BLOCK.matcher(text);
    while (found.size() < MAX_CERTIFICATES && block.find()) {
      try {
        byte[] der = Base64.getMimeDecoder().decode(block.group(1));
        X509Certificate certificate =
            (X509Certificate) factory.generateCertificate(new ByteArrayInputStream(der));
        found.add(
            new Validity(
                certificate.getNotBefore().toInstant(), certificate.getNotAfter().toInstant()));
      } catch (IllegalArgumentException | ClassCastException e) {
        throw new CertificateException("not a certificate", e);
      }
    }
    if (found.isEmpty()) {
      throw new CertificateException("a certificate begins and does not end");
    }
    return found;
  }
}
