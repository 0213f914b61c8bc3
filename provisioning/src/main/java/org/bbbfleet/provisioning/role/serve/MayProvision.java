package org.bbbfleet.provisioning.role.serve;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.bbbfleet.core.error.Problem;
import org.bbbfleet.core.inventory.Host;
import org.bbbfleet.provisioning.role.HostView;
import org.bbbfleet.provisioning.role.Placement;
import org.bbbfleet.provisioning.role.Variable;

/**
 * What the service may provision: where an admin has put an inventory and a key for it. The files
 * themselves are not brought by us, as that key is root on every host.
 */
final class MayProvision {
  /** All that the service may write; the state of its runs lies beside its inventory. */
  private static final String WRITABLE = "/var/lib/bbb-fleet/";

  private static final Variable<String> INVENTORY =
      Variable.path(
          "serve_provision_inventory",
          "",
          "the inventory from which the service provisions, on its own host below "
              + WRITABLE
              + "; without it, it provisions nothing; see [api.md](api.md)");
  private static final Variable<String> KEY =
      Variable.path(
          "serve_provision_private_key", "", "the key by which the service then reaches the hosts");
  private static final Variable<String> KNOWN_HOSTS =
      Variable.path(
          "serve_provision_known_hosts", "/etc/bbb-fleet/known_hosts", "the hosts' keys then");
  private static final Variable<String> VAULT =
      Variable.path(
          "serve_provision_vault_password_file", "", "the file with that inventory's password");
  private static final Variable<String> ARTIFACTS =
      Variable.path(
          "serve_provision_artifacts",
          WRITABLE + "artifacts",
          "where the distribution and the runtimes then are");
  private static final Variable<String> APPROVAL =
      Variable.choice(
          "serve_provision_approval",
          List.of("another", "anybody"),
          "who may approve the service's plans: another than their author, or also the author");

  private MayProvision() {}

  static List<Variable<?>> variables() {
    return List.of(INVENTORY, KEY, KNOWN_HOSTS, VAULT, ARTIFACTS, APPROVAL);
  }

  /** What would let a service start that can provision nothing, or only seems to be able to. */
  static List<Problem> problems(Placement placement) {
    List<Problem> problems = new ArrayList<>();
    for (Host host : placement.hostsOf("serve")) {
      String inventory = text(host, INVENTORY);
      if (inventory.isEmpty()) {
        Stream.of(KEY, KNOWN_HOSTS, VAULT, ARTIFACTS, APPROVAL)
            .filter(variable -> !text(host, variable).isEmpty())
            .findFirst()
            .ifPresent(variable -> problems.add(missing(placement, host, variable, INVENTORY)));
      } else if (text(host, KEY).isEmpty()) {
        problems.add(missing(placement, host, INVENTORY, KEY));
      } else if (!inventory.contains("{{")
          && (!inventory.startsWith(WRITABLE) || inventory.contains("/../"))) {
        problems.add(
            Problem.error(
                placement.place(host, INVENTORY),
                INVENTORY.name()
                    + " is "
                    + inventory
                    + ", and beside it the service must be able to write. Put it below "
                    + WRITABLE
                    + "."));
      }
    }
    return problems.stream().distinct().toList();
  }

  private static Problem missing(
      Placement placement, Host host, Variable<?> given, Variable<?> other) {
    return Problem.error(
        placement.place(host, given),
        given.name()
            + " is set, but not "
            + other.name()
            + ": the service needs both to provision.");
  }

  private static String text(Host host, Variable<?> variable) {
    Object raw = host.variables().get(variable.name());
    return raw == null ? "" : raw.toString().strip();
  }

  /** The keys and values of {@code provision:} in its configuration; empty when it may not. */
  static Map<String, String> section(HostView host) {
    Map<String, String> section = new TreeMap<>();
    if (host.get(INVENTORY).isEmpty()) {
      return section;
    }
    section.put("inventory", host.get(INVENTORY));
    section.put("private_key", host.get(KEY));
    section.put("known_hosts", host.get(KNOWN_HOSTS));
    section.put("artifacts", host.get(ARTIFACTS));
    section.put("approval", host.get(APPROVAL));
    if (!host.get(VAULT).isEmpty()) {
      section.put("vault_password_file", host.get(VAULT));
    }
    return section;
  }
}
