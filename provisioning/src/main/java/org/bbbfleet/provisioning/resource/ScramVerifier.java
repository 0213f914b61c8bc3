package org.bbbfleet.provisioning.resource;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * What PostgreSQL keeps of a password (RFC 5802 and 7677; the format is that of {@code
 * pg_authid.rolpassword}): enough to check it, not enough to log in elsewhere with it.
 */
final class ScramVerifier {
  private static final int ITERATIONS = 4096;
  private static final int MOST_ITERATIONS = 100_000;
  private static final Pattern FORMAT =
      Pattern.compile(
          "SCRAM-SHA-256\\$([0-9]{1,6}):([A-Za-z0-9+/=]{1,88})\\$([A-Za-z0-9+/=]{44}):"
              + "([A-Za-z0-9+/=]{44})");

  private ScramVerifier() {}

  /** The verifier of a password of printable ASCII. */
  static String of(String password, byte[] salt) {
    return of(password, salt, ITERATIONS);
  }

  /** Whether a verifier, which may be anything that a host said, is one of this password. */
  static boolean matches(String verifier, String password) {
    Matcher m = FORMAT.matcher(verifier);
    if (!m.matches()) {
      return false;
    }
    int iterations = Integer.parseInt(m.group(1));
    if (iterations < 1 || iterations > MOST_ITERATIONS) {
      return false;
    }
    byte[] salt;
    try {
      salt = Base64.getDecoder().decode(m.group(2));
    } catch (IllegalArgumentException e) {
      // Not base64: whatever it is, it is not of this password.
      return false;
    }
    return salt.length > 0
        && MessageDigest.isEqual(
            of(password, salt, iterations).getBytes(StandardCharsets.US_ASCII),
            verifier.getBytes(StandardCharsets.US_ASCII));
  }

  private static String of(String password, byte[] salt, int iterations) {
    try {
      byte[] salted =
          SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
              .generateSecret(new PBEKeySpec(password.toCharArray(), salt, iterations, 256))
              .getEncoded();
      byte[] stored = MessageDigest.getInstance("SHA-256").digest(hmac(salted, "Client Key"));
      Base64.Encoder base64 = Base64.getEncoder();
      return "SCRAM-SHA-256$%d:%s$%s:%s"
          .formatted(
              iterations,
              base64.encodeToString(salt),
              base64.encodeToString(stored),
              base64.encodeToString(hmac(salted, "Server Key")));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] hmac(byte[] key, String text) throws GeneralSecurityException {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(key, "HmacSHA256"));
    return mac.doFinal(text.getBytes(StandardCharsets.US_ASCII));
  }
}
