package org.bbbfleet.provisioning.plan;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.bbbfleet.provisioning.resource.Change;
import org.bbbfleet.provisioning.resource.Handler;
import org.bbbfleet.provisioning.resource.Resource;

/**
 * What must be done on one host.
 *
 * @param host the host's name
 * @param changes in the order in which they are made
 * @param sources for each change the resource that wants it
 * @param handlers every handler that the host's resources name, in order
 * @param owed handlers that an earlier run did not get to
 * @param waiting handlers that an earlier run did not get to and this plan leaves alone, because
 *     they are not of its roles
 */
public record HostPlan(
    String host,
    List<Change> changes,
    List<Resource> sources,
    List<Handler> handlers,
    List<Handler> owed,
    List<Handler> waiting) {
  public HostPlan {
    requireNonNull(host, "host is null");
    changes = List.copyOf(changes);
    sources = List.copyOf(sources);
    handlers = List.copyOf(handlers);
    owed = List.copyOf(owed);
    waiting = List.copyOf(waiting);
  }

  /** The same without some of the changes. */
  public HostPlan without(Predicate<Change> left) {
    List<Change> keptChanges = new ArrayList<>();
    List<Resource> keptSources = new ArrayList<>();
    for (int i = 0; i < changes.size(); i++) {
      if (!left.test(changes.get(i))) {
        keptChanges.add(changes.get(i));
        keptSources.add(sources.get(i));
      }
    }
    return new HostPlan(host, keptChanges, keptSources, handlers, owed, waiting);
  }

  /** Whether there is nothing to do. */
  public boolean isEmpty() {
    return changes.isEmpty() && owed.isEmpty();
  }

  /** How many things are to be done. */
  public int size() {
    return changes.size() + owed.size();
  }
}
