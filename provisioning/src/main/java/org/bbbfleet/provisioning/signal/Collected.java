package org.bbbfleet.provisioning.signal;

import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bbbfleet.exporters.fleet.FleetMetrics;
import org.bbbfleet.exporters.page.MetricPage;
import org.bbbfleet.exporters.page.PageFailure;
import org.bbbfleet.provisioning.facts.PageFact;

/**
 * What one of the agent's collectors says of itself.
 *
 * @param success whether its last collection succeeded
 * @param age how long ago the last one that did began; {@link #NEVER} when it does not say
 */
record Collected(boolean success, Duration age) {
  static final Duration NEVER = Duration.ofDays(36_500);

  /** How the lines begin that tell both. */
  static final String LINES = "fleet_collector_";

  private static final String SUCCESS = FleetMetrics.COLLECTOR_SUCCESS.name();
  private static final String AGE = FleetMetrics.COLLECTOR_AGE.name();
  private static final String COLLECTOR = "collector";

  /** The collectors on the agent's page, by name; none where it is not one. */
  static Map<String, Collected> on(PageFact page) {
    Map<String, Collected> collectors = new LinkedHashMap<>();
    Map<String, Duration> ages = new HashMap<>();
    try {
      List<MetricPage.Sample> samples = MetricPage.parse(String.join("\n", page.lines()));
      for (MetricPage.Sample sample : samples) {
        if (sample.name().equals(AGE) && sample.value() >= 0 && sample.value() < 1e9) {
          ages.put(sample.label(COLLECTOR), Duration.ofMillis(Math.round(sample.value() * 1000)));
        }
      }
      for (MetricPage.Sample sample : samples) {
        String name = sample.label(COLLECTOR);
        if (sample.name().equals(SUCCESS) && !name.isEmpty()) {
          collectors.put(name, new Collected(sample.value() == 1, ages.getOrDefault(name, NEVER)));
        }
      }
    } catch (PageFailure.Failed e) {
      // No data, or too much of it: no collector is well.
      return Map.of();
    }
    return collectors;
  }
}
