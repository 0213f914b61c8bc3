package org.bbbfleet.exporters.coturn;

import java.util.List;
import org.bbbfleet.core.metrics.Metric;

/** What the coturn exporter says. It counts sockets, so no person's address or name is in it. */
public final class CoturnMetrics {
  private CoturnMetrics() {}

  public static final Metric UP =
      Metric.gauge(
          "coturn_up", "Whether a turnserver runs and listens on its port (1) or not (0).");

  public static final Metric PROCESSES = Metric.gauge("coturn_processes", "Running turnservers.");

  public static final Metric LISTENING =
      Metric.gauge(
          "coturn_listening",
          "Whether the port of the configuration is open (1) or not (0); protocols udp and tcp.",
          "port",
          "protocol");

  public static final Metric ALLOCATIONS =
      Metric.gauge(
          "coturn_allocations",
          "Relay ports that are in use: one for each allocation, two for one that reserves the next"
              + " port.");

  public static final Metric RELAY_PORTS =
      Metric.gauge("coturn_relay_ports", "Relay ports of the configuration's range.");

  public static final Metric CLIENTS =
      Metric.gauge("coturn_tcp_clients", "Clients that are connected by TCP or TLS.");

  public static final Metric DROPS =
      Metric.counter(
          "coturn_udp_drops_total",
          "Datagrams that the kernel dropped at the listening and relay sockets that were seen,"
              + " because turnserver did not take them in time.");

  public static final Metric CPU =
      Metric.counter("coturn_cpu_seconds_total", "Processor time of the turnservers that run.");

  public static final Metric MEMORY =
      Metric.gauge("coturn_resident_bytes", "Resident memory of the turnservers that run.");

  public static List<Metric> all() {
    return List.of(UP, PROCESSES, LISTENING, ALLOCATIONS, RELAY_PORTS, CLIENTS, DROPS, CPU, MEMORY);
  }
}
