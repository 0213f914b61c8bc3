package org.bbbfleet.exporters.haproxy;

import java.util.List;
import org.bbbfleet.core.metrics.Metric;

/**
 * What the haproxy exporter says, under the names and labels of haproxy_exporter where it has them.
 */
public final class HaproxyMetrics {
  private HaproxyMetrics() {}

  public static final Metric UP =
      Metric.gauge(
          "haproxy_up",
          "Whether HAProxy tells its statistics (1) or does not answer (0); absent when this user"
              + " may not ask.");

  public static final Metric READABLE =
      Metric.gauge(
          "haproxy_readable",
          "Whether this user may ask HAProxy (1) or not (0); absent while nobody answers.");

  public static final Metric FRONTEND_SESSIONS =
      Metric.gauge("haproxy_frontend_current_sessions", "Sessions of a frontend.", "frontend");

  public static final Metric FRONTEND_LIMIT =
      Metric.gauge(
          "haproxy_frontend_limit_sessions",
          "The most sessions that a frontend takes.",
          "frontend");

  public static final Metric FRONTEND_RESPONSES =
      Metric.counter(
          "haproxy_frontend_http_responses_total",
          "Answers of a frontend by kind of status (1xx to 5xx, other); in HTTP mode only.",
          "frontend",
          "code");

  public static final Metric BACKEND_UP =
      Metric.gauge(
          "haproxy_backend_up",
          "Whether a backend has a server to send to (1) or not (0).",
          "backend");

  public static final Metric BACKEND_SERVERS =
      Metric.gauge(
          "haproxy_backend_current_server", "Servers of a backend that are in use now.", "backend");

  public static final Metric BACKEND_QUEUE =
      Metric.gauge(
          "haproxy_backend_current_queue",
          "Requests that wait for any server of a backend.",
          "backend");

  public static final Metric BACKEND_SESSIONS =
      Metric.gauge("haproxy_backend_current_sessions", "Sessions of a backend.", "backend");

  public static final Metric SERVER_UP =
      Metric.gauge(
          "haproxy_server_up",
          "Whether HAProxy takes a server for well, by its check or because it has none (1), or not"
              + " (0), also when an admin put it into maintenance.",
          "backend",
          "server");

  public static final Metric SERVER_MAY_BE_DOWN =
      Metric.gauge(
          "haproxy_server_may_be_down",
          "Whether a server is down on purpose (1): in maintenance, or in a backend whose check lets"
              + " one server through (option standbys); else 0.",
          "backend",
          "server");

  public static final Metric SERVER_DRAINED =
      Metric.gauge(
          "haproxy_server_drained",
          "Whether an order drained a server, so that it gets no new connections (1), or not (0).",
          "backend",
          "server");

  public static final Metric SERVER_SESSIONS =
      Metric.gauge("haproxy_server_current_sessions", "Sessions of a server.", "backend", "server");

  public static final Metric SERVER_SESSIONS_TOTAL =
      Metric.counter(
          "haproxy_server_sessions_total",
          "Sessions that a server was given.",
          "backend",
          "server");

  public static final Metric SERVER_RESPONSES =
      Metric.counter(
          "haproxy_server_http_responses_total",
          "Answers of a server by kind of status (1xx to 5xx, other); in HTTP mode only.",
          "backend",
          "server",
          "code");

  public static final Metric SERVER_RESPONSE_ERRORS =
      Metric.counter(
          "haproxy_server_response_errors_total",
          "Requests to which a server gave no answer, or none that HAProxy understood.",
          "backend",
          "server");

  public static final Metric SERVER_CONNECTION_ERRORS =
      Metric.counter(
          "haproxy_server_connection_errors_total",
          "Connections to a server that failed.",
          "backend",
          "server");

  public static final Metric SERVER_CHECK_FAILURES =
      Metric.counter(
          "haproxy_server_check_failures_total",
          "Checks of a server that failed while it counted as up.",
          "backend",
          "server");

  public static List<Metric> all() {
    return List.of(
        UP,
        READABLE,
        FRONTEND_SESSIONS,
        FRONTEND_LIMIT,
        FRONTEND_RESPONSES,
        BACKEND_UP,
        BACKEND_SERVERS,
        BACKEND_QUEUE,
        BACKEND_SESSIONS,
        SERVER_UP,
        SERVER_MAY_BE_DOWN,
        SERVER_DRAINED,
        SERVER_SESSIONS,
        SERVER_SESSIONS_TOTAL,
        SERVER_RESPONSES,
        SERVER_RESPONSE_ERRORS,
        SERVER_CONNECTION_ERRORS,
        SERVER_CHECK_FAILURES);
  }
}
