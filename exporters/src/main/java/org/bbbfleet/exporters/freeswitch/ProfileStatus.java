package org.bbbfleet.exporters.freeswitch;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The calls in the answer to {@code sofia status profile NAME}. They begin at 0 when the profile is
 * restarted.
 *
 * @param callsIn calls that came in
 * @param failedIn those that failed; not of all that were refused for a limit
 * @param callsOut calls that went out
 * @param failedOut those that failed
 */
record ProfileStatus(long callsIn, long failedIn, long callsOut, long failedOut) {
  private static final Pattern COUNT =
      Pattern.compile("^((?:FAILED-)?CALLS-(?:IN|OUT)) *\t(\\d{1,15})\\s*$", Pattern.MULTILINE);

  /**
   * Reads the text.
   *
   * @throws EslException with {@link EslReason#PROTOCOL} when it does not have all four: an unknown
   *     profile is answered with {@code Invalid Profile!}
   */
  static ProfileStatus parse(String text) {
    long[] counts = {-1, -1, -1, -1};
    Matcher matcher = COUNT.matcher(text);
    while (matcher.find()) {
      int place =
          (matcher.group(1).endsWith("OUT") ? 2 : 0)
              + (matcher.group(1).startsWith("FAILED") ? 1 : 0);
      counts[place] = Long.parseLong(matcher.group(2));
    }
    for (long count : counts) {
      if (count < 0) {
        throw EslException.protocol("not a profile's status: " + EslException.excerpt(text));
      }
    }
    return new ProfileStatus(counts[0], counts[1], counts[2], counts[3]);
  }
}
