package org.bbbfleet.dashboards.model;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** Writes one panel. */
final class PanelJson {
  private PanelJson() {}

  static ObjectNode write(Panel panel, int id) {
    ObjectNode node = GrafanaJson.JSON.createObjectNode();
    node.put("id", id).put("type", panel.kind().id()).put("title", panel.title());
    node.put("description", panel.description());
    node.set("datasource", GrafanaJson.datasource());
    ArrayNode targets = node.putArray("targets");
    char refId = 'A';
    for (Target target : panel.targets()) {
      target(targets.addObject(), target, String.valueOf(refId++));
    }
    if (!panel.columns().isEmpty()) {
      columns(node.putArray("transformations"), panel.columns());
    }
    fieldConfig(node.putObject("fieldConfig"), panel);
    options(node.putObject("options"), panel);
    return node;
  }

  private static void target(ObjectNode node, Target target, String refId) {
    boolean range = target.shape() == Target.Shape.RANGE || target.shape() == Target.Shape.HEATMAP;
    node.put("refId", refId);
    node.set("datasource", GrafanaJson.datasource());
    node.put("expr", target.expr().promql()).put("legendFormat", target.legend());
    node.put("instant", !range).put("range", range);
    node.put(
        "format",
        switch (target.shape()) {
          case RANGE, INSTANT -> "time_series";
          case INSTANT_TABLE -> "table";
          case HEATMAP -> "heatmap";
        });
  }

  /** Keeps the columns that were asked for, in their order, under their headings. */
  private static void columns(ArrayNode transformations, List<Panel.Column> columns) {
    ObjectNode keep = transformations.addObject().put("id", "filterFieldsByName");
    ArrayNode names = keep.putObject("options").putObject("include").putArray("names");
    ObjectNode organize = transformations.addObject().put("id", "organize").putObject("options");
    ObjectNode order = organize.putObject("indexByName");
    ObjectNode headings = organize.putObject("renameByName");
    int index = 0;
    for (Panel.Column column : columns) {
      names.add(column.field());
      order.put(column.field(), index++);
      headings.put(column.field(), column.heading());
    }
  }

  private static void fieldConfig(ObjectNode config, Panel panel) {
    ObjectNode defaults = config.putObject("defaults");
    defaults.put("unit", panel.unit().id()).put("noValue", panel.whenEmpty());
    List<Panel.Threshold> thresholds = panel.thresholds();
    ArrayNode steps = defaults.putObject("thresholds").put("mode", "absolute").putArray("steps");
    boolean goodLater = !thresholds.isEmpty() && thresholds.get(0).colour().equals("green");
    steps.addObject().put("color", goodLater ? "red" : "green").putNull("value");
    for (Panel.Threshold threshold : thresholds) {
      steps.addObject().put("color", threshold.colour()).put("value", threshold.from());
    }
    boolean single = panel.kind() == Panel.Kind.STAT || panel.kind() == Panel.Kind.STATE_TIMELINE;
    String mode = single && !thresholds.isEmpty() ? "thresholds" : "palette-classic";
    defaults.putObject("color").put("mode", mode);
    if (panel.kind() == Panel.Kind.TIMESERIES) {
      ObjectNode lines = defaults.putObject("custom").put("drawStyle", "line");
      // A gap is a time without measurement: it stays a gap.
      lines.put("fillOpacity", 10).put("showPoints", "auto").put("spanNulls", false);
      lines.putObject("thresholdsStyle").put("mode", thresholds.isEmpty() ? "off" : "dashed");
    }
    config.putArray("overrides");
  }

  private static void options(ObjectNode options, Panel panel) {
    switch (panel.kind()) {
      case STAT -> stat(options);
      case TIMESERIES -> legend(options);
      case STATE_TIMELINE -> {
        legend(options);
        options.put("showValue", "never").put("rowHeight", 0.9).put("mergeValues", true);
        options.put("alignValue", "left");
      }
      case TABLE -> options.put("frameIndex", 0).put("showHeader", true).put("cellHeight", "sm");
      case HEATMAP -> heatmap(options, panel);
    }
  }

  private static void stat(ObjectNode options) {
    options.put("graphMode", "none").put("colorMode", "value").put("textMode", "auto");
    options.put("justifyMode", "auto").put("orientation", "auto").put("wideLayout", true);
    options.put("showPercentChange", false).put("percentChangeColorMode", "standard");
    ObjectNode reduce = options.putObject("reduceOptions");
    reduce.put("values", false).put("fields", "").putArray("calcs").add("lastNotNull");
  }

  private static void legend(ObjectNode options) {
    ObjectNode legend = options.putObject("legend");
    legend.put("displayMode", "list").put("placement", "bottom").put("showLegend", true);
    legend.putArray("calcs");
    options.putObject("tooltip").put("mode", "multi").put("sort", "desc");
  }

  private static void heatmap(ObjectNode options, Panel panel) {
    options.put("calculate", false).put("showValue", "never");
    ObjectNode colour = options.putObject("color").put("mode", "scheme").put("scheme", "Oranges");
    colour.put("fill", "dark-orange").put("exponent", 0.5).put("steps", 64).put("reverse", false);
    options.putObject("yAxis").put("axisPlacement", "left").put("unit", panel.unit().id());
    options.putObject("legend").put("show", true);
    options.putObject("tooltip").put("mode", "single");
    options.putObject("exemplars").put("color", "rgba(255,0,255,0.7)");
  }
}
