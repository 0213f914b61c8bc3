package org.bbbfleet.app.service.status;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.bbbfleet.alerts.verify.Sample;
import org.bbbfleet.alerts.verify.SignalSource;
import org.bbbfleet.core.promql.Expr;
import org.bbbfleet.core.promql.Selector;
import org.bbbfleet.exporters.bbb.BbbMetrics;
import org.bbbfleet.exporters.fleet.FleetMetrics;

/**
 * What Prometheus said of the whole fleet at one moment.
 *
 * @param at when it was asked
 * @param collectors by host: the collectors that were scraped
 * @param meetings by host: how many meetings run, where that is known
 * @param users by host: how many people are in them, where that is known
 * @param alerts pending and firing alerts
 */
record Measurement(
    Instant at,
    Map<String, List<CollectorState>> collectors,
    Map<String, Double> meetings,
    Map<String, Double> users,
    List<AlertState> alerts) {

  /**
   * One collector of one host.
   *
   * @param ok whether its last collection succeeded
   * @param age how old its data was at the scrape, in seconds; NaN when it never succeeded
   */
  record CollectorState(String name, boolean ok, double age) {}

  /**
   * One alert as Prometheus sees it.
   *
   * @param state {@code pending} or {@code firing}
   * @param seconds since when it is broken
   */
  record AlertState(String alert, String host, String severity, String state, double seconds) {}

  /**
   * Asks Prometheus. Blocks.
   *
   * @throws org.bbbfleet.core.error.FleetException when it does not answer
   */
  static Measurement take(SignalSource source, Instant now) {
    Map<String, Double> ages = new TreeMap<>();
    for (Sample s : source.query(Selector.metric(FleetMetrics.COLLECTOR_AGE).promql())) {
      ages.put(host(s) + "\n" + s.labels().get("collector"), s.value());
    }
    Map<String, List<CollectorState>> collectors =
        source.query(Selector.metric(FleetMetrics.COLLECTOR_SUCCESS).promql()).stream()
            .collect(
                Collectors.groupingBy(
                    Measurement::host,
                    TreeMap::new,
                    Collectors.mapping(
                        s -> {
                          String name = s.labels().getOrDefault("collector", "");
                          return new CollectorState(
                              name,
                              s.value() == 1,
                              ages.getOrDefault(host(s) + "\n" + name, Double.NaN));
                        },
                        Collectors.toList())));
    return new Measurement(
        now,
        collectors,
        byHost(source, Selector.metric(BbbMetrics.MEETINGS)),
        byHost(source, Selector.metric(BbbMetrics.PARTICIPANTS)),
        alerts(source));
  }

  private static List<AlertState> alerts(SignalSource source) {
    Map<Map<String, String>, Double> since = new java.util.HashMap<>();
    for (Sample s : source.query("time() - ALERTS_FOR_STATE")) {
      since.put(identity(s), s.value());
    }
    return source.query("ALERTS").stream()
        .map(
            s ->
                new AlertState(
                    s.labels().getOrDefault("alertname", ""),
                    host(s),
                    s.labels().getOrDefault("severity", ""),
                    s.labels().getOrDefault("alertstate", ""),
                    since.getOrDefault(identity(s), Double.NaN)))
        .sorted(
            java.util.Comparator.comparing(AlertState::state)
                .thenComparing(AlertState::alert)
                .thenComparing(AlertState::host))
        .toList();
  }

  private static Map<String, String> identity(Sample sample) {
    Map<String, String> labels = new TreeMap<>(sample.labels());
    labels.remove("__name__");
    labels.remove("alertstate");
    return labels;
  }

  private static Map<String, Double> byHost(SignalSource source, Expr expr) {
    Map<String, Double> values = new TreeMap<>();
    for (Sample s : source.query(expr.promql())) {
      values.merge(host(s), s.value(), Double::sum);
    }
    return values;
  }

  private static String host(Sample sample) {
    return sample.labels().getOrDefault("host", "");
  }
}
