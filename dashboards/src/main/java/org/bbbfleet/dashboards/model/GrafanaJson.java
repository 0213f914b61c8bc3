package org.bbbfleet.dashboards.model;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * Writes dashboards in Grafana's classic JSON, which Grafana's file provisioning takes and newer
 * Grafanas migrate on load.
 */
public final class GrafanaJson {
  /** The classic schema that is pinned; Grafana migrates older ones itself. */
  private static final int SCHEMA_VERSION = 39;

  private static final int COLUMNS = 24;
  private static final ObjectMapper JSON = new ObjectMapper();

  private GrafanaJson() {}

  /** The dashboard as indented JSON. */
  public static String write(Dashboard dashboard) {
    try {
      return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(tree(dashboard)) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  static ObjectNode tree(Dashboard dashboard) {
    ObjectNode root = JSON.createObjectNode();
    root.put("uid", dashboard.uid()).put("title", dashboard.title());
    root.put("description", dashboard.description());
    root.put("schemaVersion", SCHEMA_VERSION).put("version", 1);
    root.put("editable", false).put("graphTooltip", 1).put("refresh", "10s");
    root.put("timezone", "browser");
    root.putArray("tags").add("bbb-fleet");
    root.putObject("time").put("from", "now-3h").put("to", "now");
    root.putObject("timepicker");
    root.putArray("links");
    root.putObject("annotations").putArray("list");
    root.set("templating", variables(dashboard));
    root.set("panels", panels(dashboard));
    return root;
  }

  private static ObjectNode variables(Dashboard dashboard) {
    ObjectNode templating = JSON.createObjectNode();
    ArrayNode list = templating.putArray("list");
    list.addObject()
        .put("name", "datasource")
        .put("label", "Data source")
        .put("type", "datasource")
        .put("query", "prometheus")
        .put("hide", 0);
    String metric = dashboard.inventory().name();
    variable(list, "job", "Job", "label_values(" + metric + ", job)");
    variable(list, "instance", "Instance", "label_values(" + metric + "{job=~\"$job\"}, instance)");
    return templating;
  }

  private static void variable(ArrayNode list, String name, String label, String query) {
    ObjectNode variable = list.addObject();
    variable.put("name", name).put("label", label).put("type", "query").put("query", query);
    variable.set("datasource", datasource());
    variable.put("refresh", 2).put("sort", 1).put("hide", 0);
    variable.put("multi", true).put("includeAll", true).put("allValue", ".+");
    ObjectNode current = variable.putObject("current");
    current.put("selected", true).put("text", "All").put("value", "$__all");
  }

  private static ArrayNode panels(Dashboard dashboard) {
    ArrayNode panels = JSON.createArrayNode();
    int id = 1;
    int y = 0;
    for (Dashboard.Row row : dashboard.rows()) {
      ObjectNode heading = panels.addObject();
      heading.put("id", id++).put("type", "row").put("title", row.title());
      heading.put("collapsed", false).putArray("panels");
      grid(heading, 0, y, COLUMNS, 1);
      y++;
      int x = 0;
      int lineHeight = 0;
      for (Panel panel : row.panels()) {
        if (x + panel.width() > COLUMNS) {
          x = 0;
          y += lineHeight;
          lineHeight = 0;
        }
        ObjectNode node = panel(panel, id++);
        grid(node, x, y, panel.width(), panel.height());
        panels.add(node);
        x += panel.width();
        lineHeight = Math.max(lineHeight, panel.height());
      }
      y += lineHeight;
    }
    return panels;
  }

  private static void grid(ObjectNode node, int x, int y, int width, int height) {
    node.putObject("gridPos").put("x", x).put("y", y).put("w", width).put("h", height);
  }

  private static ObjectNode panel(Panel panel, int id) {
    ObjectNode node = JSON.createObjectNode();
    node.put("id", id).put("type", panel.kind().id()).put("title", panel.title());
    node.put("description", panel.description());
    node.set("datasource", datasource());
    ArrayNode targets = node.putArray("targets");
    char refId = 'A';
    for (Target target : panel.targets()) {
      ObjectNode t = targets.addObject();
      t.put("refId", String.valueOf(refId++));
      t.set("datasource", datasource());
      t.put("expr", target.expr().promql()).put("legendFormat", target.legend());
      boolean table = target.shape() == Target.Shape.INSTANT_TABLE;
      t.put("instant", table).put("range", !table);
      t.put("format", format(target.shape()));
    }
    node.set("fieldConfig", fieldConfig(panel));
    node.set("options", options(panel));
    return node;
  }

  private static String format(Target.Shape shape) {
    return switch (shape) {
      case RANGE -> "time_series";
      case INSTANT_TABLE -> "table";
      case HEATMAP -> "heatmap";
    };
  }

  private static ObjectNode fieldConfig(Panel panel) {
    ObjectNode config = JSON.createObjectNode();
    ObjectNode defaults = config.putObject("defaults");
    defaults.put("unit", panel.unit().id()).put("noValue", "not measured");
    ObjectNode thresholds = defaults.putObject("thresholds").put("mode", "absolute");
    ArrayNode steps = thresholds.putArray("steps");
    boolean goodLater =
        !panel.thresholds().isEmpty() && panel.thresholds().get(0).colour().equals("green");
    steps.addObject().put("color", goodLater ? "red" : "green").putNull("value");
    for (Panel.Threshold threshold : panel.thresholds()) {
      steps.addObject().put("color", threshold.colour()).put("value", threshold.from());
    }
    boolean byThreshold = panel.kind() == Panel.Kind.STAT && !panel.thresholds().isEmpty();
    defaults.putObject("color").put("mode", byThreshold ? "thresholds" : "palette-classic");
    config.putArray("overrides");
    return config;
  }

  private static ObjectNode options(Panel panel) {
    ObjectNode options = JSON.createObjectNode();
    switch (panel.kind()) {
      case STAT -> {
        options.put("graphMode", "area").put("colorMode", "value").put("textMode", "auto");
        options.put("justifyMode", "auto").put("orientation", "auto");
        ObjectNode reduce = options.putObject("reduceOptions");
        reduce.put("values", false).put("fields", "").putArray("calcs").add("lastNotNull");
      }
      case TIMESERIES, STATE_TIMELINE -> {
        ObjectNode legend = options.putObject("legend");
        legend.put("displayMode", "list").put("placement", "bottom").put("showLegend", true);
        legend.putArray("calcs");
        options.putObject("tooltip").put("mode", "multi").put("sort", "desc");
        if (panel.kind() == Panel.Kind.STATE_TIMELINE) {
          options.put("showValue", "never").put("rowHeight", 0.9).put("mergeValues", true);
          options.put("alignValue", "left");
        }
      }
      case TABLE -> options.put("showHeader", true).put("cellHeight", "sm");
      case HEATMAP -> {
        options.put("calculate", false).putObject("color").put("mode", "scheme");
        options.putObject("yAxis").put("axisPlacement", "left").put("unit", panel.unit().id());
      }
    }
    return options;
  }

  private static ObjectNode datasource() {
    return JSON.createObjectNode().put("type", "prometheus").put("uid", "${datasource}");
  }
}
