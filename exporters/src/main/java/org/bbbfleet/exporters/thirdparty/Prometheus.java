package org.bbbfleet.exporters.thirdparty;

import java.util.List;
import org.bbbfleet.core.metrics.Metric;

/** What Prometheus says of its targets and of itself. */
public final class Prometheus {
  private Prometheus() {}

  /** Made by Prometheus for each scrape, with the target's labels. */
  public static final Metric UP =
      Metric.gauge("up", "Whether the last scrape of the target succeeded (1) or not (0).");

  public static final Metric SCRAPE_DURATION =
      Metric.gauge("scrape_duration_seconds", "How long the last scrape of the target took.");

  /**
   * Made by Prometheus for each pending or firing alert, with the alert's own labels; gone when the
   * alert is. Our rules add {@code severity} and {@code system}.
   */
  public static final Metric ALERTS =
      Metric.gauge(
          "ALERTS",
          "Constant 1 for each alert that is pending or firing.",
          "alertname",
          "alertstate",
          "severity",
          "system");

  public static final Metric CONFIG_LAST_RELOAD_SUCCESSFUL =
      Metric.gauge(
          "prometheus_config_last_reload_successful",
          "Whether the last reload of the configuration succeeded.");

  public static final Metric NOTIFICATIONS_DROPPED =
      Metric.counter(
          "prometheus_notifications_dropped_total",
          "Alerts that were dropped because no Alertmanager took them.");

  public static final Metric NOTIFICATIONS_ERRORS =
      Metric.counter(
          "prometheus_notifications_errors_total",
          "Alerts that could not be sent to an Alertmanager.",
          "alertmanager");

  public static final Metric ALERTMANAGERS_DISCOVERED =
      Metric.gauge(
          "prometheus_notifications_alertmanagers_discovered",
          "How many Alertmanagers it sends to.");

  public static final Metric RULE_EVALUATION_FAILURES =
      Metric.counter(
          "prometheus_rule_evaluation_failures_total",
          "Rules whose evaluation failed.",
          "rule_group");

  public static final Metric RULE_GROUP_LAST_EVALUATION =
      Metric.gauge(
          "prometheus_rule_group_last_evaluation_timestamp_seconds",
          "When a rule group was last evaluated.",
          "rule_group");

  public static final Metric RULE_GROUP_ITERATIONS_MISSED =
      Metric.counter(
          "prometheus_rule_group_iterations_missed_total",
          "Evaluations of a rule group that were skipped because the one before took too long.",
          "rule_group");

  public static final Metric WAL_CORRUPTIONS =
      Metric.counter(
          "prometheus_tsdb_wal_corruptions_total", "Corruptions found in the write-ahead log.");

  public static final Metric COMPACTIONS_FAILED =
      Metric.counter(
          "prometheus_tsdb_compactions_failed_total", "Compactions of the database that failed.");

  public static List<Metric> all() {
    return List.of(
        UP,
        SCRAPE_DURATION,
        ALERTS,
        CONFIG_LAST_RELOAD_SUCCESSFUL,
        NOTIFICATIONS_DROPPED,
        NOTIFICATIONS_ERRORS,
        ALERTMANAGERS_DISCOVERED,
        RULE_EVALUATION_FAILURES,
        RULE_GROUP_LAST_EVALUATION,
        RULE_GROUP_ITERATIONS_MISSED,
        WAL_CORRUPTIONS,
        COMPACTIONS_FAILED);
  }
}
