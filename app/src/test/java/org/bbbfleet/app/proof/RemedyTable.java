package org.bbbfleet.app.proof;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The table of remedies in {@code docs/proof.md}. A row takes the place of the one of the same
 * remedy, so that a part of them can be measured anew; it is written only when that is wanted.
 */
final class RemedyTable {
  private static final String WRITE = "fleet.docs.write";
  private static final Pattern TABLE =
      Pattern.compile("<!-- remedies -->\n(.*?)<!-- end of remedies -->", Pattern.DOTALL);
  private static final String HEAD =
      """
      | remedy | fault | alert fires | action begins | healed and verified |
      |---|---|---|---|---|
      """;

  private final Path page;

  RemedyTable(Path page) {
    this.page = page;
  }

  /**
   * One measured remedy.
   *
   * @param fires when the alert fired, in seconds after the fault; or a word
   */
  record Row(
      String remedy, String fault, String fires, Instant broken, Instant began, Instant healed) {
    String text() {
      return "| %s | %s | %s | %s | %s |%n"
          .formatted(remedy, fault, fires, seconds(broken, began), seconds(broken, healed));
    }
  }

  static String seconds(Instant from, Instant to) {
    return String.format(Locale.ROOT, "%.1f", Duration.between(from, to).toMillis() / 1000.0);
  }

  /** Tells it, and keeps it if pages are being written. */
  void write(Row row) {
    System.out.print("remedy " + row.text());
    if (!Boolean.getBoolean(WRITE)) {
      return;
    }
    try {
      Files.writeString(page, with(Files.readString(page), row));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The page with this row. */
  static String with(String text, Row row) {
    Matcher table = TABLE.matcher(text);
    if (!table.find()) {
      throw new IllegalStateException("the page has no table of remedies");
    }
    Map<String, String> rows = new LinkedHashMap<>();
    table
        .group(1)
        .lines()
        .skip(2)
        .forEach(line -> rows.put(line.split("\\|", 3)[1].strip(), line + "\n"));
    rows.put(row.remedy(), row.text());
    return table.replaceFirst(
        Matcher.quoteReplacement(
            "<!-- remedies -->\n"
                + HEAD
                + String.join("", rows.values())
                + "<!-- end of remedies -->"));
  }
}
