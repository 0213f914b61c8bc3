package org.bbbfleet.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * {@code docs/performance.md}: each benchmark's section stands between two marks and is replaced
 * when it is measured again; a new one is added at the end. What stands between sections is
 * people's own.
 */
final class PerformancePage {
  private final Path page;

  PerformancePage(Path page) {
    this.page = page;
  }

  void write(List<Report> reports) throws IOException {
    String text = Files.exists(page) ? Files.readString(page) : "# Performance\n";
    for (Report report : reports) {
      text = with(text, report);
    }
    Path fresh = page.resolveSibling(page.getFileName() + ".new");
    Files.writeString(fresh, text);
    Files.move(fresh, page, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  static String with(String text, Report report) {
    String begin = "<!-- bench: " + report.key() + " -->\n";
    String end = "<!-- end of bench -->";
    String section = begin + report.markdown() + end;
    Matcher old =
        Pattern.compile(Pattern.quote(begin) + ".*?" + Pattern.quote(end), Pattern.DOTALL)
            .matcher(text);
    return old.find()
        ? old.replaceFirst(Matcher.quoteReplacement(section))
        : text.stripTrailing() + "\n\n" + section + "\n";
  }
}
