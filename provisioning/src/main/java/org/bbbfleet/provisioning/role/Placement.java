package org.bbbfleet.provisioning.role;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bbbfleet.core.inventory.Host;
import org.bbbfleet.core.inventory.Inventory;
import org.bbbfleet.core.inventory.Value;

/** Which host carries which role; it follows from the groups of the inventory. */
public final class Placement {
  private final Inventory inventory;
  private final List<Role> roles;
  private final Map<String, List<Host>> hostsByRole = new LinkedHashMap<>();
  private final Map<String, List<Role>> rolesByHost = new LinkedHashMap<>();

  public Placement(Inventory inventory, List<Role> roles) {
    this.inventory = requireNonNull(inventory, "inventory is null");
    this.roles =
        roles.stream()
            .sorted(Comparator.comparingInt(Role::order).thenComparing(Role::name))
            .toList();
    for (Role role : this.roles) {
      List<Host> hosts = hosts(role);
      hostsByRole.put(role.name(), hosts);
      for (Host host : hosts) {
        rolesByHost.computeIfAbsent(host.name(), name -> new ArrayList<>()).add(role);
      }
    }
  }

  private List<Host> hosts(Role role) {
    return role.groups().stream()
        .map(group -> group.equals("all") ? inventory.hosts() : inventory.in(group))
        .filter(hosts -> !hosts.isEmpty())
        .findFirst()
        .orElse(List.of());
  }

  public Inventory inventory() {
    return inventory;
  }

  /** All roles, in the order in which they are applied. */
  public List<Role> roles() {
    return roles;
  }

  /** The hosts that carry the role of this name, in the order of the inventory. */
  public List<Host> hostsOf(String role) {
    return hostsByRole.getOrDefault(role, List.of());
  }

  /** The roles of a host, in the order in which they are applied. */
  public List<Role> rolesOf(Host host) {
    return List.copyOf(rolesByHost.getOrDefault(host.name(), List.of()));
  }

  /** Where a host's variable was set, {@code file:line}; else the host's name. */
  public String place(Host host, Variable<?> variable) {
    Value written = inventory.written(host.name()).get(variable.name());
    return written == null ? host.name() : written.where();
  }
}
