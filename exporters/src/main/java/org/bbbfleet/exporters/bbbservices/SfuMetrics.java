package org.bbbfleet.exporters.bbbservices;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bbbfleet.core.metrics.Metric;

/**
 * The metrics of bbb-webrtc-sfu itself that we pass on, by their own names and labels. Source: the
 * page on metrics in bbb-webrtc-sfu's documentation; counters that lack {@code _total} there are
 * untyped here.
 */
public final class SfuMetrics {
  /** The label that says which process of the SFU gave it. */
  static final String PROCESS = "process";

  private static final Map<String, Metric> METRICS = new LinkedHashMap<>();

  private SfuMetrics() {}

  static {
    gauge("sfu_websockets", "WebSocket connections of clients.");
    untyped("sfu_websocket_in_messages", "Messages that clients sent.");
    untyped("sfu_websocket_out_messages", "Messages sent to clients.");
    untyped("sfu_websocket_errors", "WebSocket failures.");
    gauge("sfu_module_status", "Whether the SFU's module runs (1) or not (0).", "module");
    untyped("sfu_module_crashes", "Crashes of the SFU's modules.", "module", "signal");
    for (String media : List.of("video", "screenshare", "audio")) {
      gauge("sfu_" + media + "_sessions", "Sessions of the module " + media + ".");
      counter("sfu_" + media + "_reqs_total", "Requests to the module " + media + ".", "method");
      counter(
          "sfu_" + media + "_errors_total",
          "Errors of the module " + media + ".",
          "method",
          "errorCode");
    }
    gauge("mcs_rooms", "Rooms in mcs-core.");
    gauge("mcs_users", "Users in mcs-core.");
    gauge("mcs_media_sessions", "Media sessions in mcs-core.");
    gauge(
        "mcs_media_units",
        "Media units in mcs-core by kind and direction.",
        "media_type",
        "unit_type",
        "direction");
    counter("mcs_requests_total", "Requests to mcs-core.", "method");
    counter("mcs_request_errors_total", "Requests that mcs-core refused.", "method", "errorCode");
    gauge("mediasoup_workers", "Workers of mediasoup.", "pool");
    gauge("mediasoup_routers", "Routers of mediasoup.");
    gauge("mediasoup_transports", "Transports of mediasoup.", "type");
    gauge("mediasoup_producers", "Streams that come in.", "type", "kind", "transport_type");
    gauge("mediasoup_consumers", "Streams that go out.", "type", "kind", "transport_type");
    untyped("mediasoup_worker_crashes", "Crashes of mediasoup's workers.");
    untyped("mediasoup_transport_dtls_errors", "Connections whose encryption failed.");
    untyped("mediasoup_transport_ice_errors", "Connections for which no way was found.");
  }

  /** Crashes of mediasoup's workers: each ends the media of many. */
  public static final Metric WORKER_CRASHES = of("mediasoup_worker_crashes").orElseThrow();

  public static final Metric MODULE_STATUS = of("sfu_module_status").orElseThrow();

  public static final Metric ICE_ERRORS = of("mediasoup_transport_ice_errors").orElseThrow();

  public static final Metric DTLS_ERRORS = of("mediasoup_transport_dtls_errors").orElseThrow();

  public static final Metric PRODUCERS = of("mediasoup_producers").orElseThrow();

  public static final Metric CONSUMERS = of("mediasoup_consumers").orElseThrow();

  /** The metric of a name, if we pass it on. */
  static Optional<Metric> of(String name) {
    return Optional.ofNullable(METRICS.get(name));
  }

  public static List<Metric> all() {
    return List.copyOf(METRICS.values());
  }

  private static void gauge(String name, String help, String... labels) {
    METRICS.put(name, Metric.gauge(name, help, withProcess(labels)));
  }

  private static void counter(String name, String help, String... labels) {
    METRICS.put(name, Metric.counter(name, help, withProcess(labels)));
  }

  private static void untyped(String name, String help, String... labels) {
    METRICS.put(name, Metric.untyped(name, help, withProcess(labels)));
  }

  /**
   * Processes may give the same names. Their sum would fall whenever one of them is restarted or
   * silent, and all that is left would look like an increase.
   */
  private static String[] withProcess(String... labels) {
    String[] all = Arrays.copyOf(labels, labels.length + 1);
    all[labels.length] = PROCESS;
    return all;
  }
}
