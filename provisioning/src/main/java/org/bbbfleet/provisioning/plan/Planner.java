package org.bbbfleet.provisioning.plan;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
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
   * The plan for a host from the resources of all its roles. Handlers that an earlier run left are
   * owed, also those that no role names any more.
   *
   * @throws org.bbbfleet.core.error.FleetException when a resource can't be reached from these
   *     facts
   */
  public static HostPlan plan(String host, List<Resource> resources, Facts facts) {
    Needed needed = new Needed(resources, facts);
    Set<String> declared = markers(needed.handlers);
    for (Handler left : left(facts)) {
      if (!declared.contains(left.marker())) {
        needed.handlers.add(left);
      }
    }
    return needed.plan(host, facts, List.of());
  }

  /**
   * The plan for a host from the resources of some of its roles. Handlers that an earlier run left
   * and that are not of these roles wait for a run with all of them.
   */
  public static HostPlan planSome(String host, List<Resource> resources, Facts facts) {
    Needed needed = new Needed(resources, facts);
    Set<String> declared = markers(needed.handlers);
    List<Handler> waiting =
        left(facts).stream().filter(left -> !declared.contains(left.marker())).toList();
    return needed.plan(host, facts, waiting);
  }

  /** What resources need, each asked once. */
  private static final class Needed {
    private final List<Change> changes = new ArrayList<>();
    private final List<Resource> sources = new ArrayList<>();
    private final Set<Handler> handlers = new LinkedHashSet<>();

    Needed(List<Resource> resources, Facts facts) {
      for (Resource resource : resources) {
        handlers.addAll(resource.handlers());
        List<Change> own = resource.changes(facts);
        if (own.isEmpty() && !changes.isEmpty()) {
          own = resource.changesAfterOthers();
        }
        for (Change change : own) {
          changes.add(change);
          sources.add(resource);
          // What a change names beyond its resource is a handler, too.
          handlers.addAll(change.handlers());
        }
      }
    }

    HostPlan plan(String host, Facts facts, List<Handler> waiting) {
      // Commands prepare what restarts read; a restart does for a reload of the same unit.
      List<Handler> ordered =
          handlers.stream().sorted(Comparator.comparingInt(Handler::order)).toList();
      List<Handler> owed =
          ordered.stream().filter(h -> facts.pendingHandlers().contains(h.marker())).toList();
      return new HostPlan(host, changes, sources, ordered, owed, waiting);
    }
  }

  private static List<Handler> left(Facts facts) {
    return facts.pendingHandlers().stream().flatMap(m -> Handler.left(m).stream()).toList();
  }

  private static Set<String> markers(Set<Handler> handlers) {
    return handlers.stream().map(Handler::marker).collect(Collectors.toSet());
  }
}
