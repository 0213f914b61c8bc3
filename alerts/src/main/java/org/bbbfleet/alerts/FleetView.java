package org.bbbfleet.alerts;

import java.util.List;
import java.util.Optional;
import org.bbbfleet.core.inventory.Host;

/** What the healer may ask about the fleet; the provisioner answers. */
public interface FleetView {

  /** The host of this inventory name. */
  Optional<Host> host(String name);

  /** All hosts. */
  List<Host> hosts();

  /** The roles of a host, by name. */
  List<String> roles(String host);

  /** The hosts that carry a role. */
  default List<Host> carrying(String role) {
    return hosts().stream().filter(host -> roles(host.name()).contains(role)).toList();
  }

  /**
   * How many hosts of a role must stay well while one of them is worked on; 0 when they do not
   * depend on each other. Never two of them are worked on at once unless it is 0.
   */
  default int minHealthy(String role) {
    return 0;
  }

  /**
   * How many hosts of a role must stay in service while one is taken out of it, as by a drain. One
   * at a time is, unless it is 0.
   */
  default int minServing(String role) {
    return minHealthy(role);
  }

  /** The roles that must be well before it makes sense to heal this one. */
  default List<String> needs(String role) {
    return List.of();
  }
}
