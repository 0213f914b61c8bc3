package org.bbbfleet.exporters;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.bbbfleet.core.metrics.Metric;
import org.bbbfleet.exporters.blackbox.BlackboxMetrics;
import org.bbbfleet.exporters.fleet.AgentMetrics;
import org.bbbfleet.exporters.fleet.FleetMetrics;
import org.bbbfleet.exporters.fleet.ServeMetrics;
import org.bbbfleet.exporters.thirdparty.Alertmanager;
import org.bbbfleet.exporters.thirdparty.NodeExporter;
import org.bbbfleet.exporters.thirdparty.Prometheus;

/** Every metric that somebody in a fleet exports: what rules and dashboards may name. */
public final class Declarations {
  private Declarations() {}

  /** Of our own: each exporter's by its name, then the probes', the agent's and the service's. */
  public static Map<String, List<Metric>> ours() {
    Map<String, List<Metric>> sources = new LinkedHashMap<>();
    ServiceLoader.load(Exporter.class).stream()
        .map(ServiceLoader.Provider::get)
        .sorted(Comparator.comparing(Exporter::name))
        .forEach(exporter -> sources.put(exporter.name(), exporter.metrics()));
    sources.put("blackbox", BlackboxMetrics.all());
    sources.put(
        "agent", Stream.of(FleetMetrics.all(), AgentMetrics.all()).flatMap(List::stream).toList());
    sources.put("serve", ServeMetrics.all());
    return sources;
  }

  /** Of programs that we deploy and did not write: the part that rules and dashboards use. */
  public static Map<String, List<Metric>> others() {
    Map<String, List<Metric>> sources = new LinkedHashMap<>();
    sources.put("node exporter", NodeExporter.all());
    sources.put("Prometheus", Prometheus.all());
    sources.put("Alertmanager", Alertmanager.all());
    return sources;
  }

  /** All of them. */
  public static Set<Metric> all() {
    return Stream.of(ours(), others())
        .flatMap(sources -> sources.values().stream())
        .flatMap(List::stream)
        .collect(Collectors.toUnmodifiableSet());
  }
}
