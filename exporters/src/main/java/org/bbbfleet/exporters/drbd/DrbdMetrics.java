package org.bbbfleet.exporters.drbd;

import java.util.List;
import org.bbbfleet.core.metrics.Metric;

/** What the drbd exporter says; {@code ha_cluster_drbd_…} are ha_cluster_exporter's names. */
public final class DrbdMetrics {
  private DrbdMetrics() {}

  public static final Metric UP =
      Metric.gauge("drbd_up", "Whether the state of DRBD could be read (1) or not (0).");

  public static final Metric RESOURCES =
      Metric.gauge(
          "ha_cluster_drbd_resources",
          "Constant 1; role and disk state of this host's side of a volume.",
          "resource",
          "role",
          "volume",
          "disk_state");

  public static final Metric CONNECTIONS =
      Metric.gauge(
          "ha_cluster_drbd_connections",
          "Constant 1; role and disk state of the other side, as known here.",
          "resource",
          "peer_node_id",
          "peer_role",
          "volume",
          "peer_disk_state");

  public static final Metric SYNC =
      Metric.gauge(
          "ha_cluster_drbd_connections_sync",
          "How much of the volume the other side has, in percent.",
          "resource",
          "peer_node_id",
          "volume");

  public static final Metric QUORUM =
      Metric.gauge(
          "ha_cluster_drbd_quorum",
          "Whether the volume has its quorum (1) or not (0).",
          "resource",
          "volume");

  public static final Metric CONNECTED =
      Metric.gauge(
          "drbd_connected",
          "Whether the other side is connected, be it in sync or not (1), or not (0).",
          "resource",
          "peer_node_id");

  public static final Metric STANDALONE =
      Metric.gauge(
          "drbd_standalone",
          "Whether this side has given up to connect (1), as after a split brain, or not (0).",
          "resource",
          "peer_node_id");

  public static final Metric UP_TO_DATE =
      Metric.gauge(
          "drbd_disk_up_to_date",
          "Whether this host's disk of the volume is up to date (1) or not (0).",
          "resource",
          "volume");

  public static final Metric OUT_OF_SYNC =
      Metric.gauge(
          "drbd_out_of_sync_bytes",
          "What the other side does not have yet, or what it has and this one lacks.",
          "resource",
          "peer_node_id",
          "volume");

  public static List<Metric> all() {
    return List.of(
        UP, RESOURCES, CONNECTIONS, SYNC, QUORUM, CONNECTED, STANDALONE, UP_TO_DATE, OUT_OF_SYNC);
  }
}
