package org.bbbfleet.alerts.intake;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/**
 * Alertmanager's name of a set of labels: FNV-1a of 64 bits over the sorted names and values, each
 * followed by a byte 255.
 *
 * @see <a href="https://github.com/prometheus/common/blob/main/model/signature.go">signature.go</a>
 */
public final class Fingerprint {
  private static final long BASIS = 0xcbf29ce484222325L;
  private static final long PRIME = 0x100000001b3L;
  private static final byte SEPARATOR = (byte) 255;

  private Fingerprint() {}

  /** The fingerprint, as 16 hexadecimal digits; labels without value count as absent. */
  public static String of(Map<String, String> labels) {
    long sum = BASIS;
    for (Map.Entry<String, String> label : new TreeMap<>(labels).entrySet()) {
      if (!label.getValue().isEmpty()) {
        sum = add(add(sum, label.getKey()), label.getValue());
      }
    }
    return String.format("%016x", sum);
  }

  private static long add(long sum, String text) {
    long next = sum;
    for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
      next = (next ^ (b & 0xff)) * PRIME;
    }
    return (next ^ (SEPARATOR & 0xff)) * PRIME;
  }
}
