package org.bbbfleet.exporters.pacemaker;

import java.util.List;
import org.bbbfleet.core.metrics.Metric;

/**
 * What the pacemaker exporter says: the names are ha_cluster_exporter's, so that dashboards and
 * rules written for it keep working.
 */
public final class PacemakerMetrics {
  private PacemakerMetrics() {}

  public static final Metric UP =
      Metric.gauge(
          "pacemaker_up", "Whether the cluster's state could be read here (1) or not (0).");

  public static final Metric COROSYNC_UP =
      Metric.gauge("corosync_up", "Whether corosync answers here (1) or not (0).");

  public static final Metric NODES =
      Metric.gauge(
          "ha_cluster_pacemaker_nodes",
          "1 for each status that a node has (online, standby, standby_onfail, maintenance, pending,"
              + " unclean, shutdown, expected_up, dc), 0 for the others.",
          "node",
          "type",
          "status");

  public static final Metric RESOURCES =
      Metric.gauge(
          "ha_cluster_pacemaker_resources",
          "1 for each status that a resource has on a node (active, orphaned, blocked, failed,"
              + " failure_ignored), 0 for the others; node is empty where it does not run. Roles are"
              + " named master and slave in all versions.",
          "node",
          "resource",
          "role",
          "managed",
          "status",
          "agent",
          "group",
          "clone");

  public static final Metric FAIL_COUNT =
      Metric.gauge(
          "ha_cluster_pacemaker_fail_count",
          "How often a resource failed on a node since its last cleanup.",
          "node",
          "resource");

  public static final Metric THRESHOLD =
      Metric.gauge(
          "ha_cluster_pacemaker_migration_threshold",
          "How often it may fail there before it must go elsewhere.",
          "node",
          "resource");

  public static final Metric ATTRIBUTES =
      Metric.gauge(
          "ha_cluster_pacemaker_node_attributes",
          "Constant 1; attributes of nodes.",
          "node",
          "name",
          "value");

  public static final Metric CONSTRAINTS =
      Metric.gauge(
          "ha_cluster_pacemaker_location_constraints",
          "The score by which a resource is bound to or banned from a node.",
          "constraint",
          "node",
          "resource",
          "role");

  public static final Metric STONITH =
      Metric.gauge(
          "ha_cluster_pacemaker_stonith_enabled", "Whether fencing is switched on (1) or not (0).");

  public static final Metric CHANGED =
      Metric.gauge(
          "ha_cluster_pacemaker_config_last_change",
          "When the configuration was last changed, in seconds since the epoch.");

  public static final Metric QUORATE =
      Metric.gauge(
          "ha_cluster_corosync_quorate", "Whether this part has the quorum (1) or not (0).");

  public static final Metric VOTES =
      Metric.gauge(
          "ha_cluster_corosync_quorum_votes",
          "Votes: expected_votes, highest_expected, total_votes, quorum (how many are needed).",
          "type");

  public static final Metric MEMBER_VOTES =
      Metric.gauge(
          "ha_cluster_corosync_member_votes",
          "Votes of each member that is there.",
          "node_id",
          "node",
          "local");

  public static final Metric RING_ERRORS =
      Metric.gauge(
          "ha_cluster_corosync_ring_errors",
          "Rings that are faulty, and links without their peer.");

  public static List<Metric> all() {
    return List.of(
        UP,
        COROSYNC_UP,
        NODES,
        RESOURCES,
        FAIL_COUNT,
        THRESHOLD,
        ATTRIBUTES,
        CONSTRAINTS,
        STONITH,
        CHANGED,
        QUORATE,
        VOTES,
        MEMBER_VOTES,
        RING_ERRORS);
  }
}
