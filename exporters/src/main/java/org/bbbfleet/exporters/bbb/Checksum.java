package org.bbbfleet.exporters.bbb;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import org.bbbfleet.core.config.Secret;

/**
 * The hash with which a call of BigBlueButton's API is signed: of the call's name, its query string
 * exactly as sent, and the shared secret. The server tells the algorithm by the length; which ones
 * it takes is its {@code supportedChecksumAlgorithms}.
 */
public enum Checksum {
  SHA1("SHA-1"),
  SHA256("SHA-256"),
  SHA384("SHA-384"),
  SHA512("SHA-512");

  private final String algorithm;

  Checksum(String algorithm) {
    this.algorithm = algorithm;
  }

  /** Reads {@code sha256} and the like. */
  public static Optional<Checksum> parse(String name) {
    String plain = name.toUpperCase(Locale.ROOT).replace("-", "");
    return Arrays.stream(values()).filter(c -> c.name().equals(plain)).findFirst();
  }

  /**
   * Signs a call.
   *
   * @param query encoded as it will be sent, without the checksum; may be empty
   */
  public String of(String call, String query, Secret secret) {
    try {
      MessageDigest digest = MessageDigest.getInstance(algorithm);
      byte[] hash =
          digest.digest((call + query + secret.reveal()).getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Java lacks " + algorithm, e);
    }
  }
}
