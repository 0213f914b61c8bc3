package org.bbbfleet.lab.bbb;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;

/** The hashes with which an API call may be signed; the server tells them apart by hex length. */
public enum ChecksumAlgorithm {
  /** 40 hex digits. */
  SHA1("SHA-1", 40),
  /** 64 hex digits. */
  SHA256("SHA-256", 64),
  /** 96 hex digits. */
  SHA384("SHA-384", 96),
  /** 128 hex digits. */
  SHA512("SHA-512", 128);

  private final String jcaName;
  private final int hexLength;

  ChecksumAlgorithm(String jcaName, int hexLength) {
    this.jcaName = jcaName;
    this.hexLength = hexLength;
  }

  /** The algorithm whose checksums have as many hex digits as this one. */
  public static Optional<ChecksumAlgorithm> of(String checksum) {
    for (ChecksumAlgorithm algorithm : values()) {
      if (algorithm.hexLength == checksum.length()) {
        return Optional.of(algorithm);
      }
    }
    return Optional.empty();
  }

  /** The lower-case hex hash of the text's UTF-8 bytes. */
  public String hex(String text) {
    try {
      MessageDigest digest = MessageDigest.getInstance(jcaName);
      return HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has " + jcaName, e);
    }
  }
}
