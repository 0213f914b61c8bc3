package org.bbbfleet.dashboards.lint;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** What holds for the dashboard itself and for its variables. */
final class TemplateRules {
  private static final Set<String> DATA_SOURCES =
      Set.of("$datasource", "${datasource}", "$prometheus_datasource", "${prometheus_datasource}");
  private static final Pattern QUERY =
      Pattern.compile("(label_names|label_values|metrics|query_result)\\(.*\\)", Pattern.DOTALL);

  static final List<LintRule> ALL =
      List.of(
          new LintRule("uneditable-dashboard", TemplateRules::uneditable),
          new LintRule("template-datasource-rule", TemplateRules::dataSource),
          new LintRule("template-job-rule", (d, c) -> choice(d, "job", "Job", c)),
          new LintRule("template-instance-rule", (d, c) -> choice(d, "instance", "Instance", c)),
          new LintRule("template-label-promql-rule", TemplateRules::query),
          new LintRule("template-on-time-change-reload-rule", TemplateRules::reload));

  private TemplateRules() {}

  /** Whether a data source is the one that the user chose. */
  static boolean chosen(JsonNode dataSource) {
    return DATA_SOURCES.contains(dataSource.path("uid").asText());
  }

  private static Stream<JsonNode> variables(JsonNode dashboard, String type) {
    JsonNode list = dashboard.path("templating").path("list");
    return StreamSupport.stream(list.spliterator(), false)
        .filter(variable -> variable.path("type").asText().equals(type));
  }

  /** What somebody edits in Grafana would be lost with the next provisioning. */
  private static void uneditable(JsonNode dashboard, BiConsumer<String, String> complaints) {
    if (dashboard.path("editable").asBoolean(true)) {
      complaints.accept("", "must have editable: false");
    }
  }

  private static void dataSource(JsonNode dashboard, BiConsumer<String, String> complaints) {
    List<JsonNode> found = variables(dashboard, "datasource").toList();
    if (found.isEmpty()) {
      complaints.accept("", "has no variable for the data source");
    }
    for (JsonNode variable : found) {
      String name = variable.path("name").asText();
      if (!Set.of("datasource", "prometheus_datasource").contains(name)) {
        complaints.accept(name, "must be named datasource or prometheus_datasource");
      }
      String label = variable.path("label").asText();
      if (!Set.of("Data source", "Prometheus data source").contains(label)) {
        complaints.accept(name, "must have the label Data source, not " + label);
      }
    }
  }

  private static void choice(
      JsonNode dashboard, String name, String label, BiConsumer<String, String> complaints) {
    List<JsonNode> found =
        variables(dashboard, "query")
            .filter(variable -> variable.path("name").asText().equals(name))
            .toList();
    if (found.isEmpty()) {
      complaints.accept(name, "is missing, or is not a query");
      return;
    }
    JsonNode variable = found.get(0);
    if (!chosen(variable.path("datasource"))) {
      complaints.accept(name, "must ask the data source that the user chose");
    }
    if (!variable.path("label").asText().equals(label)) {
      complaints.accept(name, "must have the label " + label);
    }
    if (!variable.path("multi").asBoolean(false)) {
      complaints.accept(name, "must take several values");
    }
    if (!variable.path("allValue").asText().equals(".+")) {
      complaints.accept(name, "must have the allValue .+");
    }
  }

  private static void query(JsonNode dashboard, BiConsumer<String, String> complaints) {
    variables(dashboard, "query")
        .filter(variable -> !QUERY.matcher(variable.path("query").asText()).matches())
        .forEach(
            variable ->
                complaints.accept(
                    variable.path("name").asText(), "must be label_values(…) or the like"));
  }

  private static void reload(JsonNode dashboard, BiConsumer<String, String> complaints) {
    variables(dashboard, "query")
        .filter(variable -> variable.path("refresh").asInt() != 2)
        .forEach(
            variable ->
                complaints.accept(
                    variable.path("name").asText(), "must reload when the time range changes"));
  }
}
