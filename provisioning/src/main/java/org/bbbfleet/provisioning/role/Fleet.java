package org.bbbfleet.provisioning.role;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.Set;
import org.bbbfleet.alerts.policy.PolicyFile;
import org.bbbfleet.core.error.Problem;
import org.bbbfleet.core.inventory.Host;
import org.bbbfleet.core.inventory.Inventory;

/** Inventory × roles: who does what, and what everything else follows from. */
public final class Fleet {
  private final Inventory inventory;
  private final Placement placement;
  private final Set<Variable<?>> declared;
  private final FleetSecrets secrets;
  private final Artifacts artifacts;
  private final HostKeys hostKeys;

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
    this.placement = new Placement(inventory, roles);
    this.declared = new HashSet<>(FleetVariables.ALL);
    roles.forEach(role -> declared.addAll(role.variables()));
    this.secrets = requireNonNull(secrets, "secrets is null");
    this.artifacts = requireNonNull(artifacts, "artifacts is null");
    this.hostKeys = requireNonNull(hostKeys, "hostKeys is null");
  }

  /** All roles of the program, found on the class path once: they have no state. */
  public static List<Role> allRoles() {
    return Found.ROLES;
  }

  private static final class Found {
    static final List<Role> ROLES =
        ServiceLoader.load(Role.class).stream().map(ServiceLoader.Provider::get).toList();
  }

  public Inventory inventory() {
    return inventory;
  }

  /** All roles, whether a host carries them or not, in the order in which they are applied. */
  public List<Role> roles() {
    return placement.roles();
  }

  public FleetSecrets secrets() {
    return secrets;
  }

  /** The directory of the inventory: where the admin keeps what belongs to the fleet. */
  public Path directory() {
    return Optional.ofNullable(secrets.directory().toAbsolutePath().getParent())
        .orElse(secrets.directory());
  }

  /** The admin's policy files beside the inventory. */
  public List<PolicyFile> policies() {
    return PolicyFile.beside(directory());
  }

  /** What is wrong with what the admin keeps beside the inventory; nothing is contacted. */
  public List<Problem> problems() {
    return placement.roles().stream().flatMap(role -> role.problems(this).stream()).toList();
  }

  public Artifacts artifacts() {
    return artifacts;
  }

  public HostKeys hostKeys() {
    return hostKeys;
  }

  /** Who carries what. */
  public Placement placement() {
    return placement;
  }

  /** The hosts that carry the role of this name, in the order of the inventory. */
  public List<Host> hostsOf(String role) {
    return placement.hostsOf(role);
  }

  /** The roles of a host, in the order in which they are applied. */
  public List<Role> rolesOf(Host host) {
    return placement.rolesOf(host);
  }

  /** Whether a role, or the fleet as a whole, declares that it reads the variable. */
  boolean declares(Variable<?> variable) {
    return declared.contains(variable);
  }

  /** What the host's roles declare. */
  public List<Declaration> declarations(Host host) {
    HostView view = new HostView(this, host);
    return rolesOf(host).stream().map(view::declaration).toList();
  }
}
