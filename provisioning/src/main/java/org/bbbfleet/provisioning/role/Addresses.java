package org.bbbfleet.provisioning.role;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.TreeSet;
import org.bbbfleet.core.error.ErrorCategory;
import org.bbbfleet.core.error.FleetException;
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

  /**
   * The addresses of all hosts of these groups, as rules of a firewall name them; what the
   * inventory names instead is looked up here.
   *
   * @throws FleetException (INPUT) when a host has no address
   */
  public static String[] ofGroups(Fleet fleet, String... groups) {
    TreeSet<String> all = new TreeSet<>();
    for (String group : groups) {
      for (Host host : fleet.inventory().in(group)) {
        try {
          for (InetAddress address : InetAddress.getAllByName(host.address())) {
            all.add(address.getHostAddress().replaceAll("%.*", ""));
          }
        } catch (UnknownHostException e) {
          throw new FleetException(
              ErrorCategory.INPUT,
              host.name() + " has no address: set ansible_host, or name it in DNS.",
              e);
        }
      }
    }
    return all.toArray(new String[0]);
  }
}
