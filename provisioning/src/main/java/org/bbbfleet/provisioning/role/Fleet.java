package org.bbbfleet.provisioning.role;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import org.bbbfleet.alerts.policy.PolicyFile;
import org.bbbfleet.core.inventory.Host;
import org.bbbfleet.core.inventory.Inventory;

/** Inventory × roles: who does what, and what everything else follows from. */
public final class Fleet {
  private final Inventory inventory;
  private final List<Role> roles;
  private final FleetSecrets secrets;
  private final Artifacts artifacts;
  private final HostKeys hostKeys;
  private final Map<String, List<Host>> hostsByRole = new LinkedHashMap<>();
  private final Map<String, List<Role>> rolesByHost = new LinkedHashMap<>();

  /**
   * A fleet with these roles.
   *
   * @param secrets made when they are first asked for
   * @param artifacts what is pushed to hosts
   * @param hostKeys the verified SSH keys of the hosts
   */
  public Fleet(
      Inventory inventory,
      List<Role> roles,
      FleetSecrets secrets,
      Artifacts artifacts,
      HostKeys hostKeys) {
    this.inventory = requireNonNull(inventory, "inventory is null");
    this.roles =
        roles.stream()
            .sorted(Comparator.comparingInt(Role::order).thenComparing(Role::name))
            .toList();
    this.secrets = requireNonNull(secrets, "secrets is null");
    this.artifacts = requireNonNull(artifacts, "artifacts is null");
    this.hostKeys = requireNonNull(hostKeys, "hostKeys is null");
    for (Role role : this.roles) {
      List<Host> hosts = hosts(role);
      hostsByRole.put(role.name(), hosts);
      for (Host host : hosts) {
        rolesByHost.computeIfAbsent(host.name(), name -> new ArrayList<>()).add(role);
      }
    }
  }

  /** All roles of the program, found on the class path. */
  public static List<Role> allRoles() {
    return ServiceLoader.load(Role.class).stream().map(ServiceLoader.Provider::get).toList();
  }

  public Inventory inventory() {
    return inventory;
  }

  public FleetSecrets secrets() {
    return secrets;
  }

  /** The admin's policy files beside the inventory. */
  public List<PolicyFile> policies() {
    return PolicyFile.beside(
        Optional.ofNullable(secrets.directory().toAbsolutePath().getParent())
            .orElse(secrets.directory()));
  }

  public Artifacts artifacts() {
    return artifacts;
  }

  public HostKeys hostKeys() {
    return hostKeys;
  }

  private List<Host> hosts(Role role) {
    return role.groups().stream()
        .map(group -> group.equals("all") ? inventory.hosts() : inventory.in(group))
        .filter(hosts -> !hosts.isEmpty())
        .findFirst()
        .orElse(List.of());
  }

  /** The hosts that carry the role of this name, in the order of the inventory. */
  public List<Host> hostsOf(String role) {
    return hostsByRole.getOrDefault(role, List.of());
  }

  /** The roles of a host, in the order in which they are applied. */
  public List<Role> rolesOf(Host host) {
    return List.copyOf(rolesByHost.getOrDefault(host.name(), List.of()));
  }

  /** What the host's roles declare. */
  public List<Declaration> declarations(Host host) {
    HostView view = new HostView(this, host);
    return rolesOf(host).stream()
        .map(
            role ->
                role.on(view)
                    .watchedBy(role.jobs().toArray(new Watched[0]))
                    .watchedBy(role.publishes(view).toArray(new Watched[0])))
        .toList();
  }
}
