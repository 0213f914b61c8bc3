package org.bbbfleet.core.shell;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * One line of a known hosts file.
 *
 * @param marker {@code @revoked} or {@code @cert-authority}, or empty
 * @param names host names or patterns, separated by commas, or one hashed name
 * @param type the key's type
 * @param key the key, base64
 * @see <a href="https://man.openbsd.org/sshd.8#SSH_KNOWN_HOSTS_FILE_FORMAT">sshd(8)</a>
 */
record KnownHostLine(String marker, String names, String type, String key) {

  /** Parses a line; empty for comments and for what is not an entry. */
  static Optional<KnownHostLine> parse(String line) {
    String text = line.strip();
    if (text.isEmpty() || text.startsWith("#")) {
      return Optional.empty();
    }
    List<String> words = List.of(text.split("\\s+"));
    String marker = words.get(0).startsWith("@") ? words.get(0) : "";
    int from = marker.isEmpty() ? 0 : 1;
    if (words.size() < from + 3) {
      return Optional.empty();
    }
    return Optional.of(
        new KnownHostLine(marker, words.get(from), words.get(from + 1), words.get(from + 2)));
  }

  /** How a host on a port is written: {@code name}, or {@code [name]:port} when it is not 22. */
  static String name(String address, int port) {
    String lower = address.toLowerCase(Locale.ROOT);
    return port == 22 ? lower : "[" + lower + "]:" + port;
  }

  boolean matches(String name) {
    if (names.startsWith("|1|")) {
      return hashed(name);
    }
    return Glob.any(Arrays.asList(names.toLowerCase(Locale.ROOT).split(",")), name);
  }

  /** Whether this line names the host itself, not through a pattern. */
  boolean names(String name) {
    return names.startsWith("|1|")
        ? hashed(name)
        : Arrays.asList(names.toLowerCase(Locale.ROOT).split(",")).contains(name);
  }

  /** The names of this line without one of them; empty when it was the only one. */
  Optional<String> without(String name) {
    List<String> rest =
        Arrays.stream(names.split(",")).filter(n -> !n.equalsIgnoreCase(name)).toList();
    return names.startsWith("|1|") || rest.isEmpty()
        ? Optional.empty()
        : Optional.of(String.join(",", rest));
  }

  private boolean hashed(String name) {
    String[] parts = names.split("\\|");
    if (parts.length != 4) {
      return false;
    }
    try {
      Mac mac = Mac.getInstance("HmacSHA1");
      mac.init(new SecretKeySpec(Base64.getDecoder().decode(parts[2]), "HmacSHA1"));
      return Arrays.equals(
          mac.doFinal(name.getBytes(StandardCharsets.UTF_8)), Base64.getDecoder().decode(parts[3]));
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      // Not base64 or an empty salt: a damaged line, which names nobody.
      return false;
    }
  }
}
