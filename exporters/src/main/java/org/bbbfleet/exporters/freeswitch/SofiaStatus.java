package org.bbbfleet.exporters.freeswitch;

import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The profiles in the answer to {@code sofia status}. A profile that is down has no row at all, so
 * a caller must know which ones to expect.
 *
 * @param profiles the sessions in use of each running profile, by name
 */
record SofiaStatus(Map<String, Long> profiles) {
  private static final int MAX_PROFILES = 200;
  private static final Pattern RUNNING = Pattern.compile("RUNNING \\((\\d{1,12})\\).*");
  private static final Pattern FOOTER = Pattern.compile("\\d+ profiles? \\d+ alias(es)?");

  /**
   * Reads the text. Columns are separated by tabs and padded with blanks; a profile with TLS has
   * two rows.
   *
   * @throws EslException with {@link EslReason#PROTOCOL} when it is not that table, or not all of
   *     it
   */
  static SofiaStatus parse(String text) {
    Map<String, Long> profiles = new TreeMap<>();
    boolean complete = false;
    for (String line : text.split("\n")) {
      String[] columns = line.split("\t");
      if (columns.length == 4 && columns[1].strip().equals("profile")) {
        Matcher running = RUNNING.matcher(columns[3].strip());
        if (running.matches() && profiles.size() < MAX_PROFILES) {
          profiles.merge(columns[0].strip(), Long.parseLong(running.group(1)), Math::max);
        }
      }
      complete |= FOOTER.matcher(line.strip()).matches();
    }
    if (!complete) {
      throw EslException.protocol("not a list of profiles: " + EslException.excerpt(text));
    }
    return new SofiaStatus(profiles);
  }
}
