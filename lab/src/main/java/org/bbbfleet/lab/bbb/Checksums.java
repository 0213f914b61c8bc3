package org.bbbfleet.lab.bbb;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Verifies signed calls: the checksum is the hash of the call's name, the query string exactly as
 * it was sent but for the checksum itself, and the secret.
 */
public final class Checksums {
  private static final Pattern PARAMETER = Pattern.compile("(?:^|&)checksum=([^&]*)");

  private final String secret;
  private final Set<ChecksumAlgorithm> accepted;

  /** Verifies calls signed with this secret and one of these algorithms. */
  public Checksums(String secret, Set<ChecksumAlgorithm> accepted) {
    this.secret = secret;
    this.accepted = Set.copyOf(accepted);
  }

  /**
   * Whether a call is rightly signed. As on the original, an empty secret turns the check off.
   *
   * @param call the API call's name, for example {@code getMeetings}
   * @param query the raw query string, empty if there was none
   */
  public boolean verify(String call, String query) {
    if (secret.isEmpty()) {
      return true;
    }
    Matcher matcher = PARAMETER.matcher(query);
    if (!matcher.find()) {
      return false;
    }
    String given = matcher.group(1).toLowerCase(Locale.ROOT);
    return ChecksumAlgorithm.of(given)
        .filter(accepted::contains)
        .map(algorithm -> algorithm.hex(call + without(query, matcher.group(1)) + secret))
        .filter(expected -> same(expected, given))
        .isPresent();
  }

  // The original removes these three forms textually, in this order, and hashes what is left.
  private static String without(String query, String checksum) {
    String parameter = "checksum=" + checksum;
    return query.replace("&" + parameter, "").replace(parameter + "&", "").replace(parameter, "");
  }

  private static boolean same(String one, String other) {
    return MessageDigest.isEqual(
        one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
  }
}
