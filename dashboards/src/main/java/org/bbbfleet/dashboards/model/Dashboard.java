package org.bbbfleet.dashboards.model;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.bbbfleet.core.metrics.Metric;
import org.bbbfleet.core.promql.Selector;

/**
 * A dashboard: rows of panels, with variables to choose the data source, jobs and instances.
 *
 * <p>Implementations of {@link Source} carry {@code @AutoService(Dashboard.Source.class)}: adding a
 * dashboard is adding one file.
 */
public final class Dashboard {

  /** Where a dashboard comes from. */
  public interface Source {
    Dashboard dashboard();
  }

  /**
   * A row of panels under a heading.
   *
   * @param title the heading
   * @param panels its panels, laid out from left to right
   */
  public record Row(String title, List<Panel> panels) {
    public Row {
      panels = List.copyOf(panels);
    }
  }

  private final String uid;
  private final String title;
  private final String description;
  private final Metric inventory;
  private final List<Row> rows = new ArrayList<>();

  /**
   * Begins a dashboard.
   *
   * @param uid stable; links use it
   * @param inventory a metric that every instance on the dashboard has; the variables list its
   *     labels
   */
  public Dashboard(String uid, String title, String description, Metric inventory) {
    this.uid = uid;
    this.title = title;
    this.description = description;
    this.inventory = inventory;
  }

  /** Adds a row. */
  public Dashboard row(String heading, Panel... panels) {
    rows.add(new Row(heading, List.of(panels)));
    return this;
  }

  /** The series of a metric on the instances that the user chose. */
  public static Selector here(Metric metric) {
    return Selector.metric(metric).like("job", "$job").like("instance", "$instance");
  }

  /** The buckets of a histogram on the instances that the user chose. */
  public static Selector bucketsHere(Metric metric) {
    return Selector.buckets(metric).like("job", "$job").like("instance", "$instance");
  }

  public String uid() {
    return uid;
  }

  public String title() {
    return title;
  }

  public String description() {
    return description;
  }

  public Metric inventory() {
    return inventory;
  }

  public List<Row> rows() {
    return List.copyOf(rows);
  }

  /** All panels, in order. */
  public Stream<Panel> panels() {
    return rows.stream().flatMap(row -> row.panels().stream());
  }
}
