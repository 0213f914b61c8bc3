package org.bbbfleet.provisioning.run;

import java.util.List;
import org.bbbfleet.core.inventory.Host;
import org.bbbfleet.provisioning.plan.Planner;
import org.bbbfleet.provisioning.resource.Resource;
import org.bbbfleet.provisioning.role.Declaration;
import org.bbbfleet.provisioning.role.Fleet;
import org.bbbfleet.provisioning.role.HostView;
import org.bbbfleet.provisioning.role.Role;
import org.bbbfleet.provisioning.signal.RuleSignals;
import org.bbbfleet.provisioning.signal.Signals;

/**
 * What a run wants of a host, from the inventory alone: it is worked out while the host is still
 * being connected to.
 *
 * @param view the host in its fleet
 * @param declarations of the roles that the run is about
 * @param resources of these, merged
 * @param signals of these
 */
record Wanted(
    HostView view, List<Declaration> declarations, List<Resource> resources, Signals signals) {

  static Wanted of(Host host, Fleet fleet, RunOptions options) {
    HostView view = new HostView(fleet, host);
    List<Role> carried = fleet.rolesOf(host);
    List<Declaration> chosen =
        carried.stream()
            .filter(r -> options.roles().isEmpty() || options.roles().contains(r.name()))
            .map(view::declaration)
            .toList();
    return new Wanted(
        view,
        chosen,
        Planner.merge(chosen.stream().flatMap(d -> d.resources().stream()).toList()),
        Signals.of(view, chosen, carried.stream().flatMap(r -> r.jobs().stream()).toList()));
  }

  /** Whether the run is about all roles of the host. */
  boolean wholeHost() {
    return declarations.size() == view.fleet().rolesOf(view.host()).size();
  }

  List<String> roles() {
    return declarations.stream().map(Declaration::role).toList();
  }

  /** The alert rules of these roles. */
  RuleSignals rules() {
    return RuleSignals.of(
        view,
        declarations,
        view.fleet().rolesOf(view.host()).stream().map(view::declaration).toList());
  }
}
