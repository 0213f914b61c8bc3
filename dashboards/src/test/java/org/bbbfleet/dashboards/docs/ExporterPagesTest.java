package org.bbbfleet.dashboards.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.bbbfleet.core.metrics.Metric;
import org.bbbfleet.exporters.Declarations;
import org.junit.jupiter.api.Test;

/**
 * Each exporter has a page below {@code docs/exporters} that holds the table of its metrics,
 * between {@code <!-- metrics: NAME -->} and {@code <!-- end of metrics -->}. The tables are
 * written from the declarations, so that they can't go stale.
 */
final class ExporterPagesTest {
  private static final Path PAGES =
      Path.of(System.getProperty("fleet.root", ".."), "docs", "exporters");
  private static final String WRITE = "fleet.docs.write";
  private static final Pattern TABLE =
      Pattern.compile(
          "(<!-- metrics: ([a-z0-9 _-]+) -->\n)(.*?)(<!-- end of metrics -->)", Pattern.DOTALL);

  @Test
  void everyExporterHasItsTableOnOnePage() throws IOException {
    Map<String, String> pages = new TreeMap<>();
    for (Path page : pages()) {
      Matcher table = TABLE.matcher(Files.readString(page));
      while (table.find()) {
        String before = pages.put(table.group(2), page.getFileName().toString());
        assertThat(before).as("a second table of %s, in %s", table.group(2), page).isNull();
      }
    }
    assertThat(pages.keySet())
        .as("docs/exporters: every source of metrics has one page with <!-- metrics: NAME -->")
        .isEqualTo(Declarations.ours().keySet());
  }

  @Test
  void theTablesSayWhatIsDeclared() throws IOException {
    for (Path page : pages()) {
      String text = Files.readString(page);
      String fresh = filled(text);
      if (Boolean.getBoolean(WRITE)) {
        Files.writeString(page, fresh);
      } else {
        assertThat(text)
            .as(
                "%s is stale. Write it again: mvn -pl dashboards -am -Dtest='*Page*Test'"
                    + " -Dsurefire.failIfNoSpecifiedTests=false -D%s=true test",
                page.getFileName(), WRITE)
            .isEqualTo(fresh);
      }
    }
  }

  private static String filled(String text) {
    Map<String, List<Metric>> declared = Declarations.ours();
    return TABLE
        .matcher(text)
        .replaceAll(
            table ->
                Matcher.quoteReplacement(
                    table.group(1)
                        + MetricTable.of(declared.getOrDefault(table.group(2), List.of()))
                        + table.group(4)));
  }

  private static List<Path> pages() throws IOException {
    try (Stream<Path> files = Files.list(PAGES)) {
      return files.filter(f -> f.toString().endsWith(".md")).sorted().toList();
    }
  }
}
