package org.bbbfleet.exporters.redis;

import java.util.List;
import org.bbbfleet.core.metrics.Metric;

/** What the redis exporter says, under the names of oliver006's exporter where it has them. */
public final class RedisMetrics {
  private RedisMetrics() {}

  public static final Metric UP =
      Metric.gauge("redis_up", "Whether this host's Redis answers (1) or not (0).");

  public static final Metric READABLE =
      Metric.gauge(
          "redis_readable",
          "Whether redis or sentinel tells us what we ask (1) or refuses (0), as for want of a"
              + " password; absent while it is down.",
          "server");

  public static final Metric INFO =
      Metric.gauge(
          "redis_instance_info", "Constant 1; its role and release.", "role", "redis_version");

  public static final Metric WRITABLE =
      Metric.gauge(
          "redis_writable",
          "Whether this master would take a write (1) or refuses it (0); absent on replicas.");

  public static final Metric REFUSES =
      Metric.gauge(
          "redis_writes_refused",
          "1 for the reason why this master refuses writes: disk (its last save failed), memory (it"
              + " is full), replicas (too few follow), readonly; else 0.",
          "reason");

  public static final Metric REPLICAS =
      Metric.gauge("redis_connected_slaves", "Replicas that are connected to this Redis.");

  public static final Metric LINK_UP =
      Metric.gauge(
          "redis_master_link_up",
          "Whether this replica is connected to its master (1) or not (0); absent on masters.");

  public static final Metric CLIENTS =
      Metric.gauge("redis_connected_clients", "Clients that are connected.");

  public static final Metric REJECTED =
      Metric.counter(
          "redis_rejected_connections_total", "Connections that were refused at maxclients.");

  public static final Metric MEMORY =
      Metric.gauge("redis_memory_used_bytes", "Memory that its data take.");

  public static final Metric MEMORY_MAX =
      Metric.gauge("redis_memory_max_bytes", "The most that they may take; 0: no limit.");

  public static final Metric SAVED =
      Metric.gauge(
          "redis_rdb_last_save_timestamp_seconds",
          "When it last saved its data, in seconds since the epoch.");

  public static final Metric SENTINEL_UP =
      Metric.gauge("redis_sentinel_up", "Whether this host's Sentinel answers (1) or not (0).");

  public static final Metric MASTER_UP =
      Metric.gauge(
          "redis_sentinel_master_up",
          "Whether a master answers this host's Sentinel (1) or not (0), be the others agreed or"
              + " not.",
          "master_name");

  public static final Metric MASTER_LOCAL =
      Metric.gauge(
          "redis_sentinel_master_local",
          "Whether Sentinel's master is this host's Redis (1), by its run's id, or another (0);"
              + " absent when that is not known.",
          "master_name");

  public static final Metric MASTER_REPLICAS =
      Metric.gauge(
          "redis_sentinel_master_slaves",
          "Replicas of a master that Sentinel knows, also those that are down.",
          "master_name");

  public static final Metric MASTER_SENTINELS =
      Metric.gauge(
          "redis_sentinel_master_sentinels",
          "Sentinels that watch a master, this one included, also those that are down.",
          "master_name");

  public static final Metric QUORUM =
      Metric.gauge(
          "redis_sentinel_master_ckquorum_status",
          "Whether enough Sentinels are reached to replace a master (1) or not (0).",
          "master_name");

  public static List<Metric> all() {
    return List.of(
        UP,
        READABLE,
        INFO,
        WRITABLE,
        REFUSES,
        REPLICAS,
        LINK_UP,
        CLIENTS,
        REJECTED,
        MEMORY,
        MEMORY_MAX,
        SAVED,
        SENTINEL_UP,
        MASTER_UP,
        MASTER_LOCAL,
        MASTER_REPLICAS,
        MASTER_SENTINELS,
        QUORUM);
  }
}
