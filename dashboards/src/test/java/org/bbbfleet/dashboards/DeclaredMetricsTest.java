package org.bbbfleet.dashboards;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.bbbfleet.core.metrics.Metric;
import org.bbbfleet.dashboards.model.Dashboard;
import org.bbbfleet.dashboards.model.Panel;
import org.bbbfleet.dashboards.model.Target;
import org.bbbfleet.exporters.Declarations;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** A panel names only metrics that somebody exports, and only labels that they have. */
final class DeclaredMetricsTest {
  private static final Pattern BY = Pattern.compile("\\b(?:by|on) \\(([^)]*)\\)");
  private static final Pattern IN_LEGEND = Pattern.compile("\\{\\{(\\w+)}}");
  private static final Set<String> OF_TARGETS = Set.of("host", "instance", "job", "le");

  @TestFactory
  Stream<DynamicTest> everyPanel() {
    Set<Metric> declared = Declarations.all();
    return Dashboards.all().stream()
        .flatMap(
            dashboard ->
                dashboard
                    .panels()
                    .map(
                        panel ->
                            DynamicTest.dynamicTest(
                                dashboard.uid() + " / " + panel.title(),
                                () -> {
                                  assertThat(declared).contains(dashboard.inventory());
                                  check(panel, declared);
                                })));
  }

  private static void check(Panel panel, Set<Metric> declared) {
    assertThat(panel.targets()).isNotEmpty();
    for (Target target : panel.targets()) {
      assertThat(declared).containsAll(target.expr().metrics());
      Set<String> known = new TreeSet<>(OF_TARGETS);
      target.expr().metrics().forEach(metric -> known.addAll(metric.labels()));
      for (String label : grouped(target.expr().promql())) {
        assertThat(known).as("grouped by in " + target.expr().promql()).contains(label);
      }
      Set<String> left = left(target.expr().promql(), known);
      for (String label : matches(IN_LEGEND, target.legend())) {
        assertThat(left).as("legend of " + target.expr().promql()).contains(label);
      }
      for (Panel.Column column : panel.columns()) {
        if (!column.field().equals("Value")) {
          assertThat(left).as("columns of " + target.expr().promql()).contains(column.field());
        }
      }
    }
  }

  /** The labels that the result still has: the outermost aggregation's, else all. */
  private static Set<String> left(String expression, Set<String> known) {
    if (expression.matches("(sum|max|min|avg|count) \\(.*")) {
      return Set.of();
    }
    List<String> grouped = grouped(expression);
    return expression.contains(" by (") ? new TreeSet<>(grouped) : known;
  }

  private static List<String> grouped(String expression) {
    return matches(BY, expression).stream()
        .flatMap(labels -> Stream.of(labels.split(",\\s*")))
        .toList();
  }

  private static List<String> matches(Pattern pattern, String text) {
    return pattern.matcher(text).results().map(r -> r.group(1)).toList();
  }

  @TestFactory
  Stream<DynamicTest> aDashboardsInventoryIsSomethingItShows() {
    return Dashboards.all().stream()
        .map(
            dashboard ->
                DynamicTest.dynamicTest(
                    dashboard.uid(),
                    () -> assertThat(shown(dashboard)).contains(dashboard.inventory())));
  }

  private static Set<Metric> shown(Dashboard dashboard) {
    return dashboard
        .panels()
        .flatMap(panel -> panel.targets().stream())
        .flatMap(target -> target.expr().metrics().stream())
        .collect(Collectors.toSet());
  }
}
