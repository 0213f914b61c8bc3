package org.bbbfleet.dashboards.model;

/** The unit in which Grafana shows a panel's values. */
public enum Unit {
  SHORT("short"),
  SECONDS("s"),
  PERCENT("percent"),
  /** A ratio from 0 to 1, shown as a percentage. */
  RATIO("percentunit"),
  BYTES("bytes"),
  BITS_PER_SECOND("bps"),
  PER_SECOND("ops"),
  BOOLEAN("bool_yes_no"),
  /** A point in time, in milliseconds since the epoch, shown as "3 minutes ago". */
  AGO("dateTimeFromNow");

  private final String id;

  Unit(String id) {
    this.id = id;
  }

  /** Grafana's own name of it. */
  public String id() {
    return id;
  }
}
