package org.bbbfleet.provisioning.role;

import org.bbbfleet.core.inventory.Host;

/** Where the ports of hosts are, as other hosts of the fleet reach them. */
public final class Addresses {
  private Addresses() {}

  /** The host's address and a port; a host that is this machine is at its loopback address. */
  public static String of(Host host, int port) {
    String address =
        host.local() && host.string("ansible_host").isEmpty() ? "127.0.0.1" : host.address();
    return (address.contains(":") ? "[" + address + "]" : address) + ":" + port;
  }
}
