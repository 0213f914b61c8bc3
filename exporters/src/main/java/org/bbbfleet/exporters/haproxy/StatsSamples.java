package org.bbbfleet.exporters.haproxy;

import java.util.Arrays;
import java.util.List;
import org.bbbfleet.core.metrics.Metric;
import org.bbbfleet.core.metrics.Samples;
import org.bbbfleet.exporters.haproxy.StatsCsv.Row;

/** HAProxy's statistics as samples. */
final class StatsSamples {
  private static final List<String> CODES = List.of("1xx", "2xx", "3xx", "4xx", "5xx", "other");
  private static final int MOST_SERVERS = 1000;

  private StatsSamples() {}

  static Samples of(List<Row> rows, HaproxyOptions options) {
    Samples samples = new Samples();
    int servers = 0;
    for (Row row : rows) {
      switch (row.kind()) {
        case FRONTEND -> frontend(samples, row);
        case BACKEND -> backend(samples, row);
        case SERVER -> {
          if (servers++ < MOST_SERVERS) {
            server(samples, row, options);
          }
        }
        case OTHER -> {}
      }
    }
    return samples;
  }

  private static void frontend(Samples samples, Row row) {
    put(samples, HaproxyMetrics.FRONTEND_SESSIONS, row, "scur", row.proxy());
    put(samples, HaproxyMetrics.FRONTEND_LIMIT, row, "slim", row.proxy());
    answers(samples, HaproxyMetrics.FRONTEND_RESPONSES, row, row.proxy());
  }

  private static void backend(Samples samples, Row row) {
    samples.put(
        HaproxyMetrics.BACKEND_UP, row.text("status").startsWith("UP") ? 1 : 0, row.proxy());
    put(samples, HaproxyMetrics.BACKEND_SERVERS, row, "act", row.proxy());
    put(samples, HaproxyMetrics.BACKEND_QUEUE, row, "qcur", row.proxy());
    put(samples, HaproxyMetrics.BACKEND_SESSIONS, row, "scur", row.proxy());
  }

  private static void server(Samples samples, Row row, HaproxyOptions options) {
    String[] labels = {row.proxy(), row.server()};
    String status = row.text("status");
    boolean maintenance = status.startsWith("MAINT");
    // "UP 1/3" is on its way down and still used; "DOWN 1/2" on its way up and not yet.
    boolean up = status.startsWith("UP") || status.equals("no check") || status.equals("DRAIN");
    // A weight of 0 in the configuration looks like a drain, and nobody ordered it.
    boolean ordered = row.number("uweight").orElse(1) > 0;
    samples.put(HaproxyMetrics.SERVER_UP, up ? 1 : 0, labels);
    samples.put(
        HaproxyMetrics.SERVER_MAY_BE_DOWN,
        maintenance || options.isStandby(row.proxy()) ? 1 : 0,
        labels);
    samples.put(HaproxyMetrics.SERVER_DRAINED, status.equals("DRAIN") && ordered ? 1 : 0, labels);
    put(samples, HaproxyMetrics.SERVER_SESSIONS, row, "scur", labels);
    put(samples, HaproxyMetrics.SERVER_SESSIONS_TOTAL, row, "stot", labels);
    put(samples, HaproxyMetrics.SERVER_RESPONSE_ERRORS, row, "eresp", labels);
    put(samples, HaproxyMetrics.SERVER_CONNECTION_ERRORS, row, "econ", labels);
    put(samples, HaproxyMetrics.SERVER_CHECK_FAILURES, row, "chkfail", labels);
    answers(samples, HaproxyMetrics.SERVER_RESPONSES, row, labels);
  }

  private static void put(
      Samples samples, Metric metric, Row row, String column, String... labels) {
    row.number(column).ifPresent(number -> samples.put(metric, number, labels));
  }

  private static void answers(Samples samples, Metric metric, Row row, String... labels) {
    for (String code : CODES) {
      String[] all = Arrays.copyOf(labels, labels.length + 1);
      all[labels.length] = code;
      put(samples, metric, row, "hrsp_" + code, all);
    }
  }
}
