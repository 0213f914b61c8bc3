package org.bbbfleet.provisioning.resource;

import static java.util.Objects.requireNonNull;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.security.auth.x500.X500Principal;
import org.bbbfleet.core.config.Secret;
import org.bbbfleet.core.error.ErrorCategory;
import org.bbbfleet.core.error.FleetException;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * The fleet's own certificate authority (X.509, ECDSA with P-256). Its key stays where the fleet's
 * secrets are; hosts get its certificate.
 */
public final class Authority {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final Duration OWN_VALIDITY = Duration.ofDays(3650);
  private static final Pattern KEY =
      Pattern.compile("-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END PRIVATE KEY-----");

  private final X509Certificate certificate;
  private final PrivateKey key;

  private Authority(X509Certificate certificate, PrivateKey key) {
    this.certificate = requireNonNull(certificate, "certificate is null");
    this.key = requireNonNull(key, "key is null");
  }

  /** What a host gets: its certificate with the authority's behind it, and its key. */
  record Issued(String chain, Secret key) {}

  /** A new authority, key and certificate in PEM, to be kept as a secret. */
  public static String create(Clock clock) {
    try {
      KeyPair pair = pair();
      byte[] tail = new byte[3];
      RANDOM.nextBytes(tail);
      X500Principal name = new X500Principal("CN=BBB Fleet " + HexFormat.of().formatHex(tail));
      JcaX509v3CertificateBuilder builder =
          builder(name, name, clock.instant(), OWN_VALIDITY, pair.getPublic());
      builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(0));
      builder.addExtension(
          Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
      builder.addExtension(
          Extension.subjectKeyIdentifier,
          false,
          new JcaX509ExtensionUtils().createSubjectKeyIdentifier(pair.getPublic()));
      return pem("PRIVATE KEY", pair.getPrivate().getEncoded())
          + pem("CERTIFICATE", signed(builder, pair.getPrivate()));
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * The authority that was made by {@link #create}.
   *
   * @throws FleetException (INPUT) when it is not one; the message does not hold it
   */
  public static Authority read(Secret pem) {
    Matcher m = KEY.matcher(pem.reveal());
    try {
      if (m.find()) {
        byte[] der = Base64.getMimeDecoder().decode(m.group(1));
        PrivateKey key = KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(der));
        return new Authority(certificate(pem.reveal().substring(m.end())), key);
      }
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw new FleetException(
          ErrorCategory.INPUT, "the fleet's certificate authority can't be read: damaged", e);
    }
    throw new FleetException(
        ErrorCategory.INPUT, "the fleet's certificate authority can't be read: there is no key");
  }

  /** Its certificate in PEM, which is no secret. */
  public String certificatePem() {
    try {
      return pem("CERTIFICATE", certificate.getEncoded());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Whether it signed a certificate. */
  boolean signed(X509Certificate other) {
    try {
      other.verify(certificate.getPublicKey());
      return true;
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  /** A new key with a certificate for these names, the first of which is the subject. */
  Issued issue(List<String> names, Instant now, Duration validity) {
    try {
      KeyPair pair = pair();
      String subject = names.get(0).length() > 64 ? "BBB Fleet" : names.get(0);
      JcaX509v3CertificateBuilder builder =
          builder(
              certificate.getSubjectX500Principal(),
              new X500Principal("CN=" + subject),
              now,
              validity,
              pair.getPublic());
      builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
      builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
      builder.addExtension(
          Extension.extendedKeyUsage,
          false,
          new ExtendedKeyUsage(
              new KeyPurposeId[] {KeyPurposeId.id_kp_serverAuth, KeyPurposeId.id_kp_clientAuth}));
      builder.addExtension(
          Extension.authorityKeyIdentifier,
          false,
          new JcaX509ExtensionUtils().createAuthorityKeyIdentifier(certificate.getPublicKey()));
      builder.addExtension(
          Extension.subjectAlternativeName,
          false,
          new GeneralNames(
              names.stream()
                  .map(
                      name ->
                          new GeneralName(
                              CertificateNames.isAddress(name)
                                  ? GeneralName.iPAddress
                                  : GeneralName.dNSName,
                              name))
                  .toArray(GeneralName[]::new)));
      return new Issued(
          pem("CERTIFICATE", signed(builder, key)) + certificatePem(),
          new Secret(pem("PRIVATE KEY", pair.getPrivate().getEncoded())));
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The first certificate of a PEM text. */
  static X509Certificate certificate(String pem) throws GeneralSecurityException {
    return (X509Certificate)
        CertificateFactory.getInstance("X.509")
            .generateCertificate(new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII)));
  }

  private static KeyPair pair() throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"), RANDOM);
    return generator.generateKeyPair();
  }

  // An hour back: hosts' clocks differ.
  private static JcaX509v3CertificateBuilder builder(
      X500Principal issuer,
      X500Principal subject,
      Instant now,
      Duration validity,
      PublicKey publicKey) {
    return new JcaX509v3CertificateBuilder(
        issuer,
        new BigInteger(127, RANDOM).setBit(126),
        Date.from(now.minus(Duration.ofHours(1))),
        Date.from(now.plus(validity)),
        subject,
        publicKey);
  }

  private static byte[] signed(JcaX509v3CertificateBuilder builder, PrivateKey by)
      throws IOException {
    try {
      return builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(by)).getEncoded();
    } catch (OperatorCreationException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String pem(String what, byte[] der) {
    return "-----BEGIN "
        + what
        + "-----\n"
        + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der)
        + "\n-----END "
        + what
        + "-----\n";
  }

  @Override
  public String toString() {
    return "authority " + certificate.getSubjectX500Principal();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Authority authority && certificate.equals(authority.certificate);
  }

  @Override
  public int hashCode() {
    return certificate.hashCode();
  }
}
