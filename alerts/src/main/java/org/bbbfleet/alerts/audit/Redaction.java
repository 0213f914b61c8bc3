package org.bbbfleet.alerts.audit;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Takes out of a text what looks like a secret: output of actions and evidence come from hosts,
 * whose commands and logs may show passwords.
 */
public final class Redaction {
  private static final String GONE = "(secret)";
  private static final int LONGEST = 64 * 1024;

  private record Form(Pattern pattern, String replacement) {}

  private static final List<Form> FORMS =
      List.of(
          form(
              "-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY-----"
                  + "[^-]{0,20000}(-----END [A-Z0-9 ]{0,40}PRIVATE KEY-----)?",
              GONE),
          form("(?i)\\b(bearer|basic|digest)\\s+[A-Za-z0-9._~+/=-]{6,}", "$1 " + GONE),
          form("(://[^\\s/:@]{0,200}:)[^\\s/@]{1,500}@", "$1" + GONE + "@"),
          form(
              "(?i)([\\w.-]{0,60}(?:passw(?:or)?d|passphrase|secret|token|api[_-]?key|private[_-]?key"
                  + "|credential|salt|checksum)[\\w.-]{0,40}[\"']?\\s{0,4}(?:[=:]|=>)\\s{0,4})(\"[^\"\\n"
                  + "]{0,2000}\"|'[^'\\n"
                  + "]{0,2000}'|[^\\s,;&\"']{1,2000})",
              "$1" + GONE));

  private Redaction() {}

  private static Form form(String pattern, String replacement) {
    return new Form(Pattern.compile(pattern), replacement);
  }

  /** The text without what looks like a secret; what is longer than 64 KiB is cut. */
  public static String of(String text) {
    String clean = text.length() > LONGEST ? text.substring(0, LONGEST) : text;
    for (Form form : FORMS) {
      Matcher found = form.pattern.matcher(clean);
      if (found.find()) {
        clean = found.replaceAll(form.replacement);
      }
    }
    return clean;
  }
}
