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

  private final Kind kind;
  private final String title;
  private final String description;
  private final List<Target> targets = new ArrayList<>();
  private final List<Threshold> thresholds = new ArrayList<>();
  private Unit unit = Unit.SHORT;
  private int width;
  private int height;

  private Panel(Kind kind, String title, String description, int width, int height) {
    this.kind = kind;
    this.title = title;
    this.description = description;
    this.width = width;
    this.height = height;
  }

  /** A number, with a small line behind it. */
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
