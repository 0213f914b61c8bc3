package org.bbbfleet.dashboards.model;

import java.util.ArrayList;
import java.util.List;
import org.bbbfleet.core.promql.Expr;

/** One panel: what it shows and why somebody looks at it. */
public final class Panel {
  /** The kinds of panel that our dashboards use. */
  public enum Kind {
    STAT("stat"),
    TIMESERIES("timeseries"),
    STATE_TIMELINE("state-timeline"),
    TABLE("table"),
    HEATMAP("heatmap");

    private final String id;

    Kind(String id) {
      this.id = id;
    }

    String id() {
      return id;
    }
  }

  /**
   * From this value on the panel has this colour.
   *
   * @param from the least value
   * @param colour a name of Grafana's palette
   */
  public record Threshold(double from, String colour) {}

  /**
   * A column of a table.
   *
   * @param field the label, or {@code Value}
   * @param heading what stands above it
   */
  public record Column(String field, String heading) {}

  private final Kind kind;
  private final String title;
  private final String description;
  private final List<Target> targets = new ArrayList<>();
  private final List<Threshold> thresholds = new ArrayList<>();
  private final List<Column> columns = new ArrayList<>();
  private Unit unit = Unit.SHORT;
  private String whenEmpty = "not measured";
  private int width;
  private int height;

  private Panel(Kind kind, String title, String description, int width, int height) {
    this.kind = kind;
    this.title = title;
    this.description = description;
    this.width = width;
    this.height = height;
  }

  /** A number as it is now. */
  public static Panel stat(String title, String description) {
    return new Panel(Kind.STAT, title, description, 4, 4);
  }

  /** Lines over time. */
  public static Panel timeseries(String title, String description) {
    return new Panel(Kind.TIMESERIES, title, description, 12, 8);
  }

  /** States over time, a row for each series. */
  public static Panel stateTimeline(String title, String description) {
    return new Panel(Kind.STATE_TIMELINE, title, description, 12, 8);
  }

  /** The current values as a table. */
  public static Panel table(String title, String description) {
    return new Panel(Kind.TABLE, title, description, 12, 8);
  }

  /** The distribution of a histogram over time. */
  public static Panel heatmap(String title, String description) {
    return new Panel(Kind.HEATMAP, title, description, 12, 8);
  }

  /** Adds a query. */
  public Panel query(Expr expr, String legend) {
    Target.Shape shape =
        switch (kind) {
          case STAT -> Target.Shape.INSTANT;
          case TABLE -> Target.Shape.INSTANT_TABLE;
          case HEATMAP -> Target.Shape.HEATMAP;
          default -> Target.Shape.RANGE;
        };
    targets.add(new Target(expr, legend, shape));
    return this;
  }

  public Panel unit(Unit value) {
    unit = value;
    return this;
  }

  /** Shows this label, or {@code Value}, as a table's next column; others are left out. */
  public Panel column(String field, String heading) {
    columns.add(new Column(field, heading));
    return this;
  }

  /** What it says when the query gives nothing, where that is not for want of measurement. */
  public Panel whenEmpty(String text) {
    whenEmpty = text;
    return this;
  }

  /** Green below the value, red from it on. */
  public Panel badFrom(double value) {
    thresholds.add(new Threshold(value, "red"));
    return this;
  }

  /** Red below the value, green from it on. */
  public Panel goodFrom(double value) {
    thresholds.add(new Threshold(value, "green"));
    return this;
  }

  /** Its size on Grafana's grid of 24 columns. */
  public Panel size(int columns, int rows) {
    width = columns;
    height = rows;
    return this;
  }

  public Kind kind() {
    return kind;
  }

  public String title() {
    return title;
  }

  public String description() {
    return description;
  }

  public List<Target> targets() {
    return List.copyOf(targets);
  }

  public List<Threshold> thresholds() {
    return List.copyOf(thresholds);
  }

  public List<Column> columns() {
    return List.copyOf(columns);
  }

  public String whenEmpty() {
    return whenEmpty;
  }

  public Unit unit() {
    return unit;
  }

  public int width() {
    return width;
  }

  public int height() {
    return height;
  }
}
