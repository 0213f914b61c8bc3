package org.bbbfleet.provisioning.role;

import java.util.List;
import org.bbbfleet.core.inventory.Host;

/** The SSH keys by which we know the hosts. */
@FunctionalInterface
public interface HostKeys {

  /**
   * The host's verified keys as lines of a {@code known_hosts} file; empty while we have not yet
   * met it, and for local hosts.
   */
  List<String> of(Host host);
}
