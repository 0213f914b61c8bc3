package org.bbbfleet.exporters.thirdparty;

import java.util.List;
import org.bbbfleet.core.metrics.Metric;

/** What Prometheus's node exporter says of a host: the part that rules and dashboards use. */
public final class NodeExporter {
  private NodeExporter() {}

  public static final Metric FILESYSTEM_AVAIL =
      filesystem("node_filesystem_avail_bytes", "Space that unprivileged users may still fill.");

  public static final Metric FILESYSTEM_SIZE =
      filesystem("node_filesystem_size_bytes", "Size of the file system.");

  public static final Metric FILESYSTEM_FILES =
      filesystem("node_filesystem_files", "Inodes of the file system.");

  public static final Metric FILESYSTEM_FILES_FREE =
      filesystem("node_filesystem_files_free", "Free inodes of the file system.");

  public static final Metric FILESYSTEM_READONLY =
      filesystem("node_filesystem_readonly", "Whether the file system is read-only.");

  public static final Metric LOAD1 = Metric.gauge("node_load1", "Load average over 1 minute.");

  public static final Metric LOAD5 = Metric.gauge("node_load5", "Load average over 5 minutes.");

  public static final Metric LOAD15 = Metric.gauge("node_load15", "Load average over 15 minutes.");

  public static final Metric MEMORY_AVAILABLE =
      Metric.gauge(
          "node_memory_MemAvailable_bytes", "Memory that programs can get without swapping.");

  public static final Metric MEMORY_TOTAL =
      Metric.gauge("node_memory_MemTotal_bytes", "Memory of the host.");

  public static final Metric SWAP_FREE =
      Metric.gauge("node_memory_SwapFree_bytes", "Free swap space.");

  public static final Metric SWAP_TOTAL =
      Metric.gauge("node_memory_SwapTotal_bytes", "Swap space of the host.");

  public static final Metric CPU =
      Metric.counter(
          "node_cpu_seconds_total", "Seconds that each CPU spent in each mode.", "cpu", "mode");

  public static final Metric NETWORK_RECEIVE =
      Metric.counter(
          "node_network_receive_bytes_total", "Bytes received by a network device.", "device");

  public static final Metric NETWORK_TRANSMIT =
      Metric.counter(
          "node_network_transmit_bytes_total", "Bytes sent by a network device.", "device");

  public static final Metric DISK_IO_TIME =
      Metric.counter("node_disk_io_time_seconds_total", "Seconds spent doing I/O.", "device");

  public static final Metric TIME = Metric.gauge("node_time_seconds", "The host's clock.");

  public static final Metric BOOT_TIME =
      Metric.gauge("node_boot_time_seconds", "When the host booted.");

  public static final Metric TIMEX_OFFSET =
      Metric.gauge("node_timex_offset_seconds", "The clock's offset from its reference.");

  public static final Metric TIMEX_SYNC_STATUS =
      Metric.gauge("node_timex_sync_status", "Whether the clock follows a reference (1) or not.");

  public static final Metric OOM_KILL =
      Metric.untyped("node_vmstat_oom_kill", "Processes killed for want of memory.");

  public static final Metric UNAME =
      Metric.gauge(
          "node_uname_info",
          "Constant 1; the kernel.",
          "domainname",
          "machine",
          "nodename",
          "release",
          "sysname",
          "version");

  public static List<Metric> all() {
    return List.of(
        FILESYSTEM_AVAIL,
        FILESYSTEM_SIZE,
        FILESYSTEM_FILES,
        FILESYSTEM_FILES_FREE,
        FILESYSTEM_READONLY,
        LOAD1,
        LOAD5,
        LOAD15,
        MEMORY_AVAILABLE,
        MEMORY_TOTAL,
        SWAP_FREE,
        SWAP_TOTAL,
        CPU,
        NETWORK_RECEIVE,
        NETWORK_TRANSMIT,
        DISK_IO_TIME,
        TIME,
        BOOT_TIME,
        TIMEX_OFFSET,
        TIMEX_SYNC_STATUS,
        OOM_KILL,
        UNAME);
  }

  private static Metric filesystem(String name, String help) {
    return Metric.gauge(name, help, "device", "fstype", "mountpoint");
  }
}
