package org.bbbfleet.provisioning.resource;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.bbbfleet.core.error.ErrorCategory;
import org.bbbfleet.core.error.FleetException;

/** SHA-256, by which content is known. */
public final class Hash {
  private Hash() {}

  /** The hash of these bytes in lower-case hex. */
  public static String sha256(byte[] content) {
    return HexFormat.of().formatHex(digest().digest(content));
  }

  /**
   * The hash of a file in lower-case hex.
   *
   * @throws FleetException (INPUT) when it can't be read
   */
  public static String sha256(Path file) {
    MessageDigest digest = digest();
    byte[] buffer = new byte[64 * 1024];
    try (InputStream in = Files.newInputStream(file)) {
      int n = in.read(buffer);
      while (n >= 0) {
        digest.update(buffer, 0, n);
        n = in.read(buffer);
      }
    } catch (IOException e) {
      throw new FleetException(ErrorCategory.INPUT, file + " can't be read: " + e, e);
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static MessageDigest digest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
