package org.bbbfleet.exporters.bbbservices;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What {@code bbb-conf --check} found: the text after its heading on potential problems, in
 * paragraphs that begin with {@code # Error:}, {@code # Warning:} and the like. The text itself
 * holds addresses and, at times, secrets: only a problem's name, from a closed set, leaves this
 * class.
 *
 * @param problems how often each was found
 */
record CheckReport(Map<Problem, Integer> problems) {
  private static final int MOST_LINES = 5000;
  private static final int LONGEST_LINE = 500;
  private static final Pattern HEADING =
      Pattern.compile("^[#* ]*Potential problems described below.*", Pattern.CASE_INSENSITIVE);
  private static final Pattern BEGINS =
      Pattern.compile(
          "^#\\s*(Error:|Warning:|Not running:|Nginx:|Tried to check|File does not exist|"
              + "The following properties|ImageMagick's|bbb-webrtc-sfu will try|"
              + "\\S+ command not found|\\S+:\\s+noticed you|\\s*empty directory).*");

  CheckReport {
    problems = Map.copyOf(problems);
  }

  /** How many were found. */
  int count() {
    return problems.values().stream().mapToInt(Integer::intValue).sum();
  }

  /**
   * Reads what the check printed.
   *
   * @return empty when it did not come as far as its findings
   */
  static Optional<CheckReport> parse(String output) {
    Map<Problem, Integer> problems = new EnumMap<>(Problem.class);
    List<String> paragraph = new ArrayList<>();
    boolean found = false;
    int lines = 0;
    for (String whole : (Iterable<String>) output.lines()::iterator) {
      String line = whole.substring(0, Math.min(whole.length(), LONGEST_LINE));
      if (++lines > MOST_LINES) {
        break;
      }
      if (HEADING.matcher(line).matches()) {
        found = true;
      } else if (found && BEGINS.matcher(line).matches()) {
        end(paragraph, problems);
        paragraph.add(line);
      } else if (!paragraph.isEmpty() && line.startsWith("#")) {
        paragraph.add(line);
      }
    }
    end(paragraph, problems);
    return found ? Optional.of(new CheckReport(problems)) : Optional.empty();
  }

  private static void end(List<String> paragraph, Map<Problem, Integer> problems) {
    if (!paragraph.isEmpty()) {
      problems.merge(Problem.of(String.join(" ", paragraph)), 1, Integer::sum);
      paragraph.clear();
    }
  }
}
