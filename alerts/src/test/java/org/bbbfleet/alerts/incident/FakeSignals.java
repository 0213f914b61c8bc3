package org.bbbfleet.alerts.incident;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.bbbfleet.alerts.verify.Sample;
import org.bbbfleet.alerts.verify.SignalSource;
import org.bbbfleet.core.error.ErrorCategory;
import org.bbbfleet.core.error.FleetException;

/** A Prometheus that knows which hosts are broken, how old its data is, and of meetings. */
final class FakeSignals implements SignalSource {
  /** Its clock is wrong by this, which must not matter. */
  static final Duration SKEW = Duration.ofHours(3);

  private final Clock clock;
  final Set<String> broken = ConcurrentHashMap.newKeySet();
  final Map<String, Double> meetings = new TreeMap<>();
  final Map<String, Double> up = new TreeMap<>(Map.of("bbb-1", 1.0, "bbb-2", 1.0));

  /** Further targets, by their labels. */
  final Map<Map<String, String>, Double> targets = new HashMap<>();

  final Set<String> full = ConcurrentHashMap.newKeySet();
  final Set<String> readOnly = ConcurrentHashMap.newKeySet();
  volatile Duration age = Duration.ZERO;
  volatile boolean answers = true;
  volatile boolean hasData = true;

  FakeSignals(Clock clock) {
    this.clock = clock;
  }

  @Override
  public List<Sample> query(String promql) {
    if (!answers) {
      throw new FleetException(ErrorCategory.UNREACHABLE, "Prometheus is away");
    }
    Instant now = clock.instant().plus(SKEW);
    if (promql.startsWith("timestamp(fleet_collector_age_seconds")) {
      double at = now.minus(age).toEpochMilli() / 1000.0;
      return hasData ? List.of(new Sample(Map.of("host", host(promql)), now, at)) : List.of();
    }
    if (promql.contains("soffice_defunct")) {
      return hasData
          ? broken.stream()
              .map(host -> new Sample(Map.of("host", host, "__name__", "soffice_defunct"), now, 1))
              .toList()
          : List.of();
    }
    if (promql.startsWith("up{")) {
      List<Sample> all = new ArrayList<>();
      up.forEach((host, value) -> all.add(new Sample(Map.of("host", host), now, value)));
      targets.forEach((labels, value) -> all.add(new Sample(labels, now, value)));
      return all;
    }
    if (promql.startsWith("node_filesystem")) {
      Set<String> hurt = promql.contains("avail") ? full : readOnly;
      return hurt.contains(host(promql))
          ? List.of(new Sample(Map.of("mountpoint", "/var"), now, 0))
          : List.of();
    }
    Double count = meetings.get(host(promql));
    if (count == null) {
      return List.of();
    }
    double value = promql.startsWith("time()") ? 4 : promql.startsWith("bbb_meetings") ? count : 1;
    return List.of(new Sample(Map.of("host", host(promql)), now, value));
  }

  private static String host(String promql) {
    int from = promql.indexOf("host=\"") + 6;
    return promql.substring(from, promql.indexOf('"', from));
  }
}
