package org.bbbfleet.exporters.certificates;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.cert.CertificateException;
import java.util.Base64;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

final class PemFilePropertiesTest {

  @Property
  void anyBytesInAFrameAreACertificateOrARefusal(@ForAll byte[] bytes, @ForAll String around) {
    String text =
        around
            + "-----BEGIN CERTIFICATE-----\n"
            + Base64.getMimeEncoder().encodeToString(bytes)
            + "\n-----END CERTIFICATE-----\n"
            + around;
    assertThat(PemFile.claims(text)).isTrue();
    assertThat(outcome(text)).isTrue();
  }

  @Property
  void anyTextIsACertificateOrARefusal(@ForAll String inside) {
    assertThat(outcome("-----BEGIN CERTIFICATE-----" + inside + "-----END CERTIFICATE-----"))
        .isTrue();
  }

  private static boolean outcome(String text) {
    try {
      return !PemFile.read(text).isEmpty();
    } catch (CertificateException e) {
      return true;
    }
  }
}
