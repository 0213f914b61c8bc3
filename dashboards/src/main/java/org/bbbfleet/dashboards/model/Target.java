package org.bbbfleet.dashboards.model;

import org.bbbfleet.core.promql.Expr;

/**
 * One query of a panel.
 *
 * @param expr what is asked
 * @param legend the series' name, with {@code {{label}}} for label values
 * @param shape lines, values of this moment, a table or a heatmap's buckets
 */
public record Target(Expr expr, String legend, Shape shape) {

  /** How Prometheus's answer is shaped for the panel. */
  public enum Shape {
    /** Lines over the time shown. */
    RANGE,
    /** The values of this moment: what is not measured now shows nothing, not its last value. */
    INSTANT,
    INSTANT_TABLE,
    HEATMAP
  }
}
