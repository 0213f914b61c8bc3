package org.bbbfleet.exporters.rtmp;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import org.bbbfleet.core.config.Secret;

/** Names of streams that may be shown: a hash, or what the operator maps that hash to. */
final class StreamNames {
  private static final int HASH_BYTES = 6;

  private final Secret salt;
  private final Map<String, String> names;

  StreamNames(Secret salt, Map<String, String> names) {
    this.salt = salt;
    this.names = names;
  }

  /** The label for a stream: 12 hexadecimal digits, or the mapped name. */
  String label(String application, String stream) {
    try {
      MessageDigest sha = MessageDigest.getInstance("SHA-256");
      sha.update(salt.reveal().getBytes(StandardCharsets.UTF_8));
      sha.update((byte) 0);
      sha.update((application + "/" + stream).getBytes(StandardCharsets.UTF_8));
      String hash = HexFormat.of().formatHex(sha.digest(), 0, HASH_BYTES);
      return names.getOrDefault(hash, hash);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Java has no SHA-256", e);
    }
  }
}
