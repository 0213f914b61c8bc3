package org.bbbfleet.dashboards.lint;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;

/**
 * What holds for panels. Grafana's linter looks at some kinds only; these rules hold for every kind
 * that shows data.
 */
final class PanelRules {
  /** Those of Grafana's units that fit our metrics. */
  private static final Set<String> UNITS =
      Set.of(
          "none",
          "short",
          "percent",
          "percentunit",
          "bytes",
          "decbytes",
          "bps",
          "Bps",
          "pps",
          "s",
          "ms",
          "d",
          "dtdurations",
          "dateTimeAsIso",
          "dateTimeFromNow",
          "reqps",
          "ops",
          "cps",
          "celsius",
          "bool",
          "bool_yes_no",
          "bool_on_off",
          "hertz",
          "string");

  static final List<LintRule> ALL =
      List.of(
          new LintRule("panel-datasource-rule", PanelRules::dataSource),
          new LintRule("panel-title-description-rule", PanelRules::texts),
          new LintRule("panel-units-rule", PanelRules::unit),
          new LintRule("panel-no-targets-rule", PanelRules::targets));

  private PanelRules() {}

  /** The panels that show data, those in collapsed rows too. */
  static List<JsonNode> panels(JsonNode dashboard) {
    List<JsonNode> panels = new ArrayList<>();
    for (JsonNode panel : dashboard.path("panels")) {
      String type = panel.path("type").asText();
      if (type.equals("row")) {
        panels.addAll(panels(panel));
      } else if (!type.equals("text")) {
        panels.add(panel);
      }
    }
    return panels;
  }

  static String title(JsonNode panel) {
    return panel.path("title").asText();
  }

  private static void dataSource(JsonNode dashboard, BiConsumer<String, String> complaints) {
    for (JsonNode panel : panels(dashboard)) {
      if (!TemplateRules.chosen(panel.path("datasource"))) {
        complaints.accept(title(panel), "must ask the data source that the user chose");
      }
    }
  }

  private static void texts(JsonNode dashboard, BiConsumer<String, String> complaints) {
    for (JsonNode panel : panels(dashboard)) {
      for (String text : List.of("title", "description")) {
        if (panel.path(text).asText().isBlank()) {
          complaints.accept(title(panel), "must have a " + text);
        }
      }
    }
  }

  private static void unit(JsonNode dashboard, BiConsumer<String, String> complaints) {
    for (JsonNode panel : panels(dashboard)) {
      JsonNode defaults = panel.path("fieldConfig").path("defaults");
      String unit = defaults.path("unit").asText();
      boolean mapped = !defaults.path("mappings").isEmpty();
      boolean words =
          !panel.path("options").path("reduceOptions").path("fields").asText().isEmpty();
      if (!mapped && !words && !UNITS.contains(unit)) {
        complaints.accept(title(panel), "has no unit that Grafana knows: " + unit);
      }
    }
  }

  private static void targets(JsonNode dashboard, BiConsumer<String, String> complaints) {
    for (JsonNode panel : panels(dashboard)) {
      if (panel.path("targets").isEmpty()) {
        complaints.accept(title(panel), "asks nothing");
      }
    }
  }
}
