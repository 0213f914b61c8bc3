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
}
