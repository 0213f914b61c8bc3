package org.bbbfleet.exporters.openstreamingplatform;

import java.util.List;
import org.bbbfleet.core.metrics.Metric;
import org.bbbfleet.exporters.page.PageFailure;

/**
 * What the openstreamingplatform exporter says. No name of a stream, channel or person is in it.
 */
public final class OspMetrics {
  private OspMetrics() {}

  public static final Metric UP =
      Metric.gauge("osp_up", "Whether the core's API answers (1) or not (0).");

  public static final Metric FAILURE =
      Metric.gauge("osp_failure", PageFailure.help("the core's API does not answer"), "reason");

  public static final Metric COMPONENT_UP =
      Metric.gauge(
          "osp_component_up",
          "Whether a component (core, rtmp, proxy) answers its ping (1) or not (0); absent for those"
              + " that have no address.",
          "component");

  public static final Metric INFO =
      Metric.gauge("osp_info", "Constant 1; the core's version.", "version");

  public static final Metric MAINTENANCE =
      Metric.gauge(
          "osp_maintenance_mode", "Whether the instance is in maintenance (1) or not (0).");

  public static final Metric ADAPTIVE =
      Metric.gauge("osp_adaptive_streaming", "Whether streams are transcoded (1) or not (0).");

  public static final Metric RTMP_SERVER =
      Metric.gauge(
          "osp_rtmp_server_active",
          "Whether an RTMP server of the instance is switched on (1) or not (0).",
          "server",
          "address");

  public static final Metric EDGE =
      Metric.gauge(
          "osp_edge_active",
          "Whether an edge server is switched on and says that it works (1) or not (0).",
          "edge",
          "address");

  public static final Metric EDGE_LOAD =
      Metric.gauge(
          "osp_edge_load_ratio", "Share of the viewers that an edge gets.", "edge", "address");

  public static final Metric STREAMS =
      Metric.gauge("osp_streams", "Public streams that are live, by the core's own record.");

  public static final Metric VIEWERS =
      Metric.gauge("osp_viewers", "Viewers of these streams, by the core's own count.");

  public static final Metric STREAM_VIEWERS =
      Metric.gauge("osp_stream_viewers", "Viewers of a channel's stream.", "channel");

  public static final Metric STREAM_AGE =
      Metric.gauge("osp_stream_age_seconds", "How long a channel's stream is live.", "channel");

  public static final Metric STREAMS_HIDDEN =
      Metric.gauge(
          "osp_streams_hidden", "Streams without series of their own: there are too many.");

  public static List<Metric> all() {
    return List.of(
        UP,
        FAILURE,
        COMPONENT_UP,
        INFO,
        MAINTENANCE,
        ADAPTIVE,
        RTMP_SERVER,
        EDGE,
        EDGE_LOAD,
        STREAMS,
        VIEWERS,
        STREAM_VIEWERS,
        STREAM_AGE,
        STREAMS_HIDDEN);
  }
}
