package org.bbbfleet.provisioning.plan;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bbbfleet.provisioning.facts.Facts;
import org.bbbfleet.provisioning.facts.Questions;
import org.bbbfleet.provisioning.resource.Change;
import org.bbbfleet.provisioning.resource.Handler;
import org.bbbfleet.provisioning.resource.Resource;

/** Compares what a host shall be with what it is. A pure function: no host is talked to here. */
public final class Planner {
  private Planner() {}

  /**
   * The resources of several roles as one list. What several roles name alike is there once, united
   * where its kind knows how.
   *
   * @throws IllegalStateException when two of them want the same thing differently, which is a
   *     fault of the roles
   */
  public static List<Resource> merge(List<Resource> resources) {
    Map<String, Resource> merged = new LinkedHashMap<>();
    for (Resource resource : resources) {
      merged.merge(resource.kind() + " " + resource.name(), resource, Resource::with);
    }
    return List.copyOf(merged.values());
  }

  /** Adds what the resources need to know. */
  public static void ask(List<Resource> resources, Questions questions) {
    resources.forEach(resource -> resource.ask(questions));
  }

  /**
   * The plan for a host.
   *
   * @throws org.bbbfleet.core.error.FleetException when a resource can't be reached from these
   *     facts
   */
  public static HostPlan plan(String host, List<Resource> resources, Facts facts) {
    List<Change> changes = new ArrayList<>();
    Set<Handler> handlers = new LinkedHashSet<>();
    for (Resource resource : resources) {
      changes.addAll(resource.changes(facts));
      handlers.addAll(resource.handlers());
    }
    // A restart reads everything again, so it comes first and does for a reload of the same unit.
    List<Handler> ordered = handlers.stream().sorted(Comparator.comparing(Handler::act)).toList();
    // Only handlers that a resource names are run, whatever lies in the directory of markers.
    List<Handler> owed =
        ordered.stream().filter(h -> facts.pendingHandlers().contains(h.marker())).toList();
    return new HostPlan(host, changes, ordered, owed);
  }
}
