package org.bbbfleet.exporters.bbb;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.bbbfleet.core.config.Secret;

/**
 * Ids of meetings as labels: a salted hash, because an internal id is the hash of a guessable name
 * and a time. With the salt an operator can find a meeting; without it nobody can try guesses.
 */
final class MeetingIds {
  private static final int BYTES = 6;

  private final Secret salt;

  MeetingIds(Secret salt) {
    this.salt = salt;
  }

  /** 12 hexadecimal digits of SHA-256 over the salt, a zero byte and the internal id. */
  String hash(String internalId) {
    try {
      MessageDigest sha = MessageDigest.getInstance("SHA-256");
      sha.update(salt.reveal().getBytes(StandardCharsets.UTF_8));
      sha.update((byte) 0);
      sha.update(internalId.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(sha.digest(), 0, BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Java has no SHA-256", e);
    }
  }
}
