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
  private static final String TAG = "bbb-fleet";
  static final ObjectMapper JSON = new ObjectMapper();

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
    root.putArray("tags").add(TAG);
    root.putObject("time").put("from", "now-3h").put("to", "now");
    root.putObject("timepicker");
    links(root.putArray("links"));
    root.putObject("annotations").putArray("list");
    root.set("templating", variables(dashboard));
    root.set("panels", panels(dashboard));
    return root;
  }

  /** A menu of our other dashboards, which keeps the time and the choices. */
  private static void links(ArrayNode links) {
    ObjectNode menu = links.addObject().put("title", "BBB Fleet").put("type", "dashboards");
    menu.put("icon", "external link").put("tooltip", "Our other dashboards");
    menu.putArray("tags").add(TAG);
    menu.put("asDropdown", true).put("targetBlank", false);
    menu.put("includeVars", false).put("keepTime", true);
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
        ObjectNode node = PanelJson.write(panel, id++);
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

  static ObjectNode datasource() {
    return JSON.createObjectNode().put("type", "prometheus").put("uid", "${datasource}");
  }
}
