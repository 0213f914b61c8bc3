package org.bbbfleet.dashboards;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.TreeMap;
import org.bbbfleet.dashboards.model.Dashboard;
import org.bbbfleet.dashboards.model.GrafanaJson;

/** All dashboards of the program, found on the class path. */
public final class Dashboards {
  private Dashboards() {}

  /** Every dashboard, sorted by uid. */
  public static List<Dashboard> all() {
    return ServiceLoader.load(Dashboard.Source.class).stream()
        .map(provider -> provider.get().dashboard())
        .sorted(Comparator.comparing(Dashboard::uid))
        .toList();
  }

  /** Every dashboard as Grafana's classic JSON, by file name. */
  public static Map<String, String> render() {
    Map<String, String> files = new TreeMap<>();
    for (Dashboard dashboard : all()) {
      files.put(dashboard.uid() + ".json", GrafanaJson.write(dashboard));
    }
    return files;
  }
}
