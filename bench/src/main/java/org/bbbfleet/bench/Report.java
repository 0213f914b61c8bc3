package org.bbbfleet.bench;

import java.util.List;
import java.util.Locale;

/**
 * What one benchmark found.
 *
 * @param suite its suite
 * @param name its name
 * @param about what was measured
 * @param machine on what
 * @param figures the numbers
 * @param notes what they need to be understood
 */
public record Report(
    String suite,
    String name,
    String about,
    String machine,
    List<Figure> figures,
    List<String> notes) {

  /** The mark by which its section of the page is found. */
  String key() {
    return suite + "/" + name;
  }

  /** Plain lines for a terminal or a pipe. */
  public String text() {
    int wide = figures.stream().mapToInt(f -> f.what().length()).max().orElse(0);
    int numbers = figures.stream().mapToInt(f -> f.shown().length()).max().orElse(0);
    StringBuilder text = new StringBuilder(key() + "  " + about + "\n");
    for (Figure f : figures) {
      text.append(
          String.format(
                  Locale.ROOT,
                  "  %-" + Math.max(1, wide) + "s  %" + Math.max(1, numbers) + "s  %s",
                  f.what(),
                  f.shown(),
                  f.judged())
              .stripTrailing());
      text.append('\n');
    }
    notes.forEach(n -> text.append("  ").append(n).append('\n'));
    return text.toString();
  }

  /** The same as a section of a page. */
  String markdown() {
    StringBuilder text = new StringBuilder("### " + key() + "\n\n" + about + "\n\n");
    text.append("| figure | measured | aim |\n|---|---|---|\n");
    for (Figure f : figures) {
      text.append("| ").append(f.what().replace("|", "\\|")).append(" | ").append(f.shown());
      text.append(" | ").append(f.judged()).append(" |\n");
    }
    text.append('\n');
    notes.forEach(n -> text.append(n).append("\n\n"));
    return text.append("Measured on ").append(machine).append(".\n").toString();
  }
}
