package org.bbbfleet.dashboards.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.bbbfleet.core.metrics.Metric;
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
        # Metrics

        Written from the declarations in the code; a test fails when this page is stale. How to run the
        exporters: [exporters.md](exporters.md). Prometheus adds `job`, `instance` and `host` to every series.
        A histogram `x` is queried as `x_bucket`, `x_sum` and `x_count`; a gauge histogram, which tells how
        things are distributed now, as `x_bucket`, `x_gsum` and `x_gcount`.
        """);
    Declarations.ours().forEach((source, metrics) -> section(page, source, metrics));
    page.append(
        """

        # Metrics of others

        Programs that we deploy and did not write. Only what our rules and dashboards use is listed.
        """);
    Declarations.others().forEach((source, metrics) -> section(page, source, metrics));
    return page.toString();
  }

  private static void section(StringBuilder page, String source, List<Metric> metrics) {
    page.append("\n## ").append(source).append("\n\n");
    page.append("| metric | type | labels | meaning |\n|---|---|---|---|\n");
    for (Metric metric : metrics) {
      page.append("| `").append(metric.name()).append("` | ");
      page.append(metric.type().name().toLowerCase(Locale.ROOT).replace('_', ' ')).append(" | ");
      page.append(String.join(", ", metric.labels().stream().map(l -> "`" + l + "`").toList()));
      page.append(" | ").append(metric.help().replace("|", "\\|")).append(" |\n");
    }
  }
}
