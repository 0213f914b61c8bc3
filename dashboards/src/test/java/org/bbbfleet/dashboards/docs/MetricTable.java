package org.bbbfleet.dashboards.docs;

import java.util.List;
import java.util.Locale;
import org.bbbfleet.core.metrics.Metric;

/** Declarations as a table of Markdown. */
final class MetricTable {
  private MetricTable() {}

  static String of(List<Metric> metrics) {
    StringBuilder table =
        new StringBuilder("| metric | type | labels | meaning |\n|---|---|---|---|\n");
    for (Metric metric : metrics) {
      table.append("| `").append(metric.name()).append("` | ");
      table.append(metric.type().name().toLowerCase(Locale.ROOT).replace('_', ' ')).append(" | ");
      table.append(String.join(", ", metric.labels().stream().map(l -> "`" + l + "`").toList()));
      table.append(" | ").append(metric.help().replace("|", "\\|")).append(" |\n");
    }
    return table.toString();
  }
}
