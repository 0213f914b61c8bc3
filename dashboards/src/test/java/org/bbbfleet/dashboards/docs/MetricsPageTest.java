package org.bbbfleet.dashboards.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.bbbfleet.exporters.Declarations;
import org.junit.jupiter.api.Test;

/** {@code docs/metrics.md} is written from the declarations, so that it can't go stale. */
final class MetricsPageTest {
  private static final Path PAGE =
      Path.of(System.getProperty("fleet.root", ".."), "docs", "metrics.md");
  private static final String WRITE = "fleet.docs.write";

  @Test
  void thePageSaysWhatIsDeclared() throws IOException {
    String page = page();
    if (Boolean.getBoolean(WRITE)) {
      Files.writeString(PAGE, page);
    }
    assertThat(PAGE).exists();
    assertThat(Files.readString(PAGE))
        .as(
            "docs/metrics.md is stale. Write it again: mvn -pl dashboards -am"
                + " -Dtest=MetricsPageTest -Dsurefire.failIfNoSpecifiedTests=false -D"
                + WRITE
                + "=true test")
        .isEqualTo(page);
  }

  private static String page() {
    StringBuilder page = new StringBuilder();
    page.append(
        """
        # Metrics of others

        Programs that we deploy and did not write. Only what our rules and dashboards use is listed; written
        from the declarations in the code, and a test fails when this page is stale. Our own metrics are on the
        [exporters' pages](exporters/). Prometheus adds `job`, `instance` and `host` to every series.
        """);
    Declarations.others()
        .forEach(
            (source, metrics) ->
                page.append("\n## ").append(source).append("\n\n").append(MetricTable.of(metrics)));
    return page.toString();
  }
}
