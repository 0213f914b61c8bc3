package org.bbbfleet.app.proof;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.bbbfleet.alerts.action.Action;
import org.bbbfleet.alerts.action.Catalogue;
import org.junit.jupiter.api.Test;

/** What is proved of remedies is all of the catalogue, and its table keeps what was measured. */
final class RemediesTest {
  private static final Pattern ACTION = Pattern.compile("`([a-z-]+)`");

  @Test
  void noActionIsLeftOut() {
    Set<String> proved = new TreeSet<>();
    Remedies.all()
        .forEach(
            remedy ->
                ACTION
                    .matcher(remedy.name())
                    .results()
                    .forEach(found -> proved.add(found.group(1))));
    assertThat(proved).containsAll(Catalogue.load().all().stream().map(Action::name).toList());
  }

  @Test
  void aRowTakesThePlaceOfItsPredecessorAndKeepsTheOthers() {
    Instant then = Instant.parse("2026-01-01T00:00:00Z");
    RemedyTable.Row one =
        new RemedyTable.Row("`one`", "it broke", "1.0", then, then.plusMillis(2500), then);
    RemedyTable.Row two = new RemedyTable.Row("`two`", "a | bar", "ordered", then, then, then);
    RemedyTable.Row again =
        new RemedyTable.Row(
            "`one`", "it broke", "1.1", then, then.plusSeconds(3), then.plusSeconds(65));
    String page = "before\n<!-- remedies -->\n<!-- end of remedies -->\nafter\n";
    page = RemedyTable.with(page, one);
    page = RemedyTable.with(page, two);
    page = RemedyTable.with(page, again);
    assertThat(page)
        .startsWith("before\n<!-- remedies -->\n| remedy |")
        .contains("|---|\n| `one` | it broke | 1.1 | 3.0 | 65.0 |\n| `two` |")
        .endsWith("| 0.0 |\n<!-- end of remedies -->\nafter\n")
        .doesNotContain("2.5");
  }
}
