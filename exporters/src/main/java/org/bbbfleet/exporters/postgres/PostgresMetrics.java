package org.bbbfleet.exporters.postgres;

import java.util.List;
import org.bbbfleet.core.metrics.Metric;

/**
 * What the postgres exporter says, under the names of postgres_exporter where it has them. A
 * cluster is one server with its data, as Debian counts: {@code 15-main}.
 */
public final class PostgresMetrics {
  private PostgresMetrics() {}

  public static final Metric UP =
      Metric.gauge(
          "pg_up", "Whether a cluster of this host takes connections (1) or not (0).", "cluster");

  public static final Metric READABLE =
      Metric.gauge(
          "pg_readable",
          "Whether a cluster tells this user what we ask (1) or not (0), as for want of a role in"
              + " it; absent while it is down.",
          "cluster");

  public static final Metric REPLICA =
      Metric.gauge(
          "pg_replication_is_replica",
          "Whether a cluster is a standby (1) or a primary (0).",
          "cluster");

  public static final Metric RECEIVES =
      Metric.gauge(
          "pg_wal_receiver_streaming",
          "Whether a standby receives from its primary (1) or not (0); absent on primaries.",
          "cluster");

  public static final Metric PRIMARY_ANSWERS =
      Metric.gauge(
          "pg_primary_answers",
          "Whether PostgreSQL answers where a standby that receives nothing has its primary (1) or"
              + " not (0); absent while it receives.",
          "cluster");

  public static final Metric LAG =
      Metric.gauge(
          "pg_replication_lag_seconds",
          "How old the newest change is that a standby has made, while it has more to make; else 0.",
          "cluster");

  public static final Metric STREAMS =
      Metric.gauge(
          "pg_replicas_streaming", "Standbys that receive from a cluster just now.", "cluster");

  public static final Metric CONNECTIONS =
      Metric.gauge("pg_connections", "Connections of clients to a cluster.", "cluster");

  public static final Metric MAX_CONNECTIONS =
      Metric.gauge("pg_settings_max_connections", "The most that a cluster takes.", "cluster");

  public static final Metric STARTED =
      Metric.gauge(
          "pg_postmaster_start_time_seconds",
          "When a cluster was started, in seconds since the epoch.",
          "cluster");

  public static List<Metric> all() {
    return List.of(
        UP,
        READABLE,
        REPLICA,
        RECEIVES,
        PRIMARY_ANSWERS,
        LAG,
        STREAMS,
        CONNECTIONS,
        MAX_CONNECTIONS,
        STARTED);
  }
}
