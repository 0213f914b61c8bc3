package org.bbbfleet.exporters.bbbservices;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.bbbfleet.core.metrics.Metric;

/**
 * BigBlueButton's services. {@code bbb_services_…} are the names that scripts around {@code
 * bbb-conf --status} made usual; here they come from systemd, so that a service that is inactive is
 * never up and one that is not installed is absent.
 */
public final class ServicesMetrics {
  private static final List<String> PEERS =
      List.of(
          "nginx",
          "freeswitch",
          "redis-server",
          "bbb-apps-akka",
          "bbb-transcode-akka",
          "bbb-fsesl-akka",
          "red5",
          "mongod",
          "bbb-html5",
          "bbb-webrtc-sfu",
          "etherpad",
          "kurento-media-server",
          "bbb-web");

  private ServicesMetrics() {}

  /** The peers' metric of each service, by the service's name. */
  public static final Map<String, Metric> PEER_UP =
      Collections.unmodifiableMap(
          PEERS.stream()
              .collect(
                  Collectors.toMap(
                      service -> service,
                      service ->
                          Metric.gauge(
                              "bbb_services_" + service.replace('-', '_') + "_up",
                              "Whether " + service + " is active (1) or not (0)."),
                      (a, b) -> a,
                      LinkedHashMap::new)));

  public static final Metric LAST_RUN =
      Metric.untyped(
          "bbb_services_last_run", "When the services were last looked at, in Unix seconds.");

  public static final Metric LAST_DURATION =
      Metric.gauge("bbb_services_last_duration", "Milliseconds that looking took.");

  public static final Metric UP =
      Metric.gauge(
          "bbb_service_up",
          "Whether the service is active (1) or not (0); one that is not installed, or that its"
              + " admin switched off, is absent, and one that does one thing and ends, while it"
              + " does it.",
          "service");

  public static final Metric STATE =
      Metric.gauge(
          "bbb_service_state",
          "1 for the state that the service is in (active, activating, deactivating, inactive,"
              + " failed), 0 for the others.",
          "service",
          "state");

  public static final Metric STATE_SINCE =
      Metric.gauge(
          "bbb_service_state_since_timestamp_seconds",
          "When the service's state last changed, by the host's own clock.",
          "service");

  public static final Metric RESTARTS =
      Metric.counter(
          "bbb_service_restarts_total", "How often systemd restarted it by itself.", "service");

  public static final Metric MEMORY =
      Metric.gauge(
          "bbb_service_memory_bytes",
          "Memory that the service's processes use, caches included.",
          "service");

  public static final Metric PACKAGE =
      Metric.gauge(
          "bbb_package_info",
          "Constant 1; the version of an installed package of BigBlueButton.",
          "package",
          "version");

  public static final Metric CHECK_SUCCESS =
      Metric.gauge(
          "bbb_conf_check_success",
          "Whether the last bbb-conf --check came to its end (1) or not (0); absent while nobody"
              + " runs it.");

  public static final Metric CHECK_TIMESTAMP =
      Metric.gauge("bbb_conf_check_timestamp_seconds", "When bbb-conf --check was last run.");

  public static final Metric CHECK_PROBLEMS =
      Metric.gauge(
          "bbb_conf_check_problems", "Potential problems that bbb-conf --check found last.");

  public static final Metric CHECK_PROBLEM =
      Metric.gauge(
          "bbb_conf_check_problem",
          "How often bbb-conf --check found this problem last; see the page for the names.",
          "problem");

  public static final Metric SFU_ENDPOINTS =
      Metric.gauge(
          "bbb_sfu_metrics_enabled",
          "Whether bbb-webrtc-sfu is configured to offer its own metrics (1) or not (0); absent"
              + " when its configuration can't be read.");

  public static final Metric SFU_UP =
      Metric.gauge(
          "bbb_sfu_metrics_up",
          "Whether this process of bbb-webrtc-sfu gave its metrics (1) or not (0).",
          "process");

  /** Named as the exporter names it that people ran for BigBlueButton before 2.5. */
  public static final Metric KURENTO_UP =
      Metric.gauge(
          "kurento_up",
          "Whether the Kurento of an old BigBlueButton answers (1) or not (0); absent where its"
              + " service is not installed or switched off.");

  public static final Metric KURENTO_PIPELINES =
      Metric.gauge(
          "kurento_pipelines_active", "Pipelines in Kurento; absent when it does not tell.");

  /** In milliseconds, as its users' rules expect. */
  public static final Metric KURENTO_LAST_SCRAPE =
      Metric.gauge(
          "kurento_last_scrape", "When Kurento last answered, in Unix time in milliseconds.");

  public static List<Metric> all() {
    List<Metric> all = new ArrayList<>(PEER_UP.values());
    all.addAll(
        List.of(
            LAST_RUN,
            LAST_DURATION,
            UP,
            STATE,
            STATE_SINCE,
            RESTARTS,
            MEMORY,
            PACKAGE,
            CHECK_SUCCESS,
            CHECK_TIMESTAMP,
            CHECK_PROBLEMS,
            CHECK_PROBLEM,
            SFU_ENDPOINTS,
            SFU_UP,
            KURENTO_UP,
            KURENTO_PIPELINES,
            KURENTO_LAST_SCRAPE));
    all.addAll(SfuMetrics.all());
    return List.copyOf(all);
  }
}
