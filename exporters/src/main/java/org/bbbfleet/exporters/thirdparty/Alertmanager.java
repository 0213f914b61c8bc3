package org.bbbfleet.exporters.thirdparty;

import java.util.List;
import org.bbbfleet.core.metrics.Metric;

/** What Alertmanager says of itself. */
public final class Alertmanager {
  private Alertmanager() {}

  public static final Metric NOTIFICATIONS =
      Metric.counter(
          "alertmanager_notifications_total",
          "Notifications that it tried to send.",
          "integration");

  /** Later versions add a label {@code reason}, so sum over it. */
  public static final Metric NOTIFICATIONS_FAILED =
      Metric.counter(
          "alertmanager_notifications_failed_total",
          "Notifications that could not be sent.",
          "integration");

  public static final Metric CONFIG_LAST_RELOAD_SUCCESSFUL =
      Metric.gauge(
          "alertmanager_config_last_reload_successful",
          "Whether the last reload of the configuration succeeded.");

  public static final Metric CLUSTER_MEMBERS =
      Metric.gauge("alertmanager_cluster_members", "How many members its cluster has.");

  public static final Metric CLUSTER_FAILED_PEERS =
      Metric.gauge("alertmanager_cluster_failed_peers", "How many members of its cluster failed.");

  public static final Metric ALERTS =
      Metric.gauge("alertmanager_alerts", "How many alerts it holds.", "state");

  public static List<Metric> all() {
    return List.of(
        NOTIFICATIONS,
        NOTIFICATIONS_FAILED,
        CONFIG_LAST_RELOAD_SUCCESSFUL,
        CLUSTER_MEMBERS,
        CLUSTER_FAILED_PEERS,
        ALERTS);
  }
}
