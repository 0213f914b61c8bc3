package org.bbbfleet.core.shell;

import java.time.Duration;
import java.util.Locale;

/** How messages name scripts, commands and times. Never the text of a script: it holds secrets. */
final class Words {
  private Words() {}

  /** A script is named by the comment in its first line, if it has one. */
  static String script(String text) {
    String first = text.lines().findFirst().orElse("").strip();
    if (first.startsWith("# ")) {
      return "the script \"" + cut(first.substring(2).strip()) + "\"";
    }
    return "a script of " + text.lines().count() + " lines";
  }

  static String command(String line) {
    return "the command \"" + cut(line) + "\"";
  }

  static String of(Duration duration) {
    long millis = duration.toMillis();
    return millis % 1000 == 0
        ? millis / 1000 + " s"
        : String.format(Locale.ROOT, "%.1f s", millis / 1000.0);
  }

  /** One line, bounded, without control characters. */
  static String cut(String text) {
    String clean = text.strip().replaceAll("\\p{Cntrl}+", " ");
    return clean.length() <= 200 ? clean : clean.substring(0, 197) + "...";
  }
}
