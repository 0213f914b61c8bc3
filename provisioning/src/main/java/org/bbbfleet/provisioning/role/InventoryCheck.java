package org.bbbfleet.provisioning.role;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bbbfleet.core.error.Problem;
import org.bbbfleet.core.inventory.Hidden;
import org.bbbfleet.core.inventory.Host;
import org.bbbfleet.core.inventory.Reading;

/**
 * Everything that can be known to be wrong with an inventory before any host is contacted, all at
 * once: what the reader found, unknown and missing variables, values of a wrong shape, constraints
 * of roles, hosts with one address.
 */
public final class InventoryCheck {
  private final Reading reading;
  private final Placement placement;
  private final List<Problem> problems = new ArrayList<>();

  private InventoryCheck(Reading reading, List<Role> roles) {
    this.reading = requireNonNull(reading, "reading is null");
    this.placement = new Placement(reading.inventory(), roles);
  }

  /** What is wrong, what is odd, and what is not used, in the order of the files. */
  public static List<Problem> check(Reading reading, List<Role> roles) {
    InventoryCheck check = new InventoryCheck(reading, roles);
    check.problems.addAll(reading.problems());
    check.problems.addAll(new KnownVariables(reading, roles).unknown());
    check.shapes();
    check.missing();
    check.constraints();
    check.addresses();
    if (reading.inventory().hosts().isEmpty() && check.problems.isEmpty()) {
      check.problems.add(Problem.warning("", "the inventory has no hosts."));
    }
    return check.problems.stream().distinct().sorted(BY_PLACE).toList();
  }

  private static final Comparator<Problem> BY_PLACE =
      Comparator.<Problem, String>comparing(problem -> problem.where().replaceFirst(":\\d+$", ""))
          .thenComparingInt(InventoryCheck::line);

  private static int line(Problem problem) {
    String digits = problem.where().replaceFirst("^.*:(\\d{1,9})$", "$1");
    return digits.matches("\\d+") ? Integer.parseInt(digits) : 0;
  }

  private Set<Variable<?>> declared() {
    Set<Variable<?>> all = new LinkedHashSet<>(FleetVariables.ALL);
    placement.roles().forEach(role -> all.addAll(role.variables()));
    return all;
  }

  private void shapes() {
    Map<Problem, List<String>> wrong = new LinkedHashMap<>();
    for (Variable<?> variable : declared()) {
      for (Host host : reading.inventory().hosts()) {
        Object raw = host.variables().get(variable.name());
        if (raw != null) {
          try {
            variable.read(raw);
          } catch (IllegalArgumentException e) {
            wrong
                .computeIfAbsent(wrong(host, variable, raw, e), p -> new ArrayList<>())
                .add(host.name());
          }
        }
      }
    }
    problems.addAll(wrong.keySet());
  }

  private Problem wrong(Host host, Variable<?> variable, Object raw, IllegalArgumentException e) {
    boolean hidden =
        variable.secrecy() == Variable.Secrecy.SECRET
            || reading.inventory().hidden().covers(host, variable.name());
    String text = String.valueOf(raw);
    String shown = text.length() > 60 ? text.substring(0, 60) + "…" : text;
    return Problem.error(
        place(host, variable),
        variable.name() + " " + e.getMessage() + (hidden ? "." : ", not " + shown + "."));
  }

  private String place(Host host, Variable<?> variable) {
    return placement.place(host, variable);
  }

  private void missing() {
    for (Role role : placement.roles()) {
      for (Variable<?> variable : role.variables()) {
        if (variable.need() == Variable.Need.REQUIRED) {
          List<Host> without =
              placement.hostsOf(role.name()).stream()
                  .filter(host -> !has(host, variable.name()))
                  .toList();
          if (!without.isEmpty()) {
            problems.add(missing(role, variable, without));
          }
        }
      }
    }
  }

  // What is set, but could not be rendered, has its own problem already.
  private boolean has(Host host, String variable) {
    return host.variables().get(variable) != null
        || (!host.variables().containsKey(variable)
            && reading.inventory().written(host.name()).containsKey(variable));
  }

  private Problem missing(Role role, Variable<?> variable, List<Host> without) {
    List<String> names = without.stream().map(Host::name).toList();
    return Problem.error(
        hostPlace(without.get(0)),
        Listing.some(names)
            + (names.size() == 1 ? " lacks " : " lack ")
            + variable.name()
            + ", which the role "
            + role.name()
            + " needs: "
            + variable.meaning()
            + ". Set it in group_vars/"
            + role.groups().get(0)
            + ".yaml.");
  }

  private String hostPlace(Host host) {
    return reading.places().getOrDefault(host.name(), "");
  }

  private void constraints() {
    for (Role role : placement.roles()) {
      for (Problem found : role.constraints(placement)) {
        String message = reading.inventory().hidden().mask(found.message());
        problems.add(new Problem(found.where(), message, found.severity()));
      }
    }
  }

  // Behind different jump hosts an address may well be two machines.
  private void addresses() {
    Map<List<String>, Host> first = new LinkedHashMap<>();
    for (Host host : reading.inventory().hosts()) {
      String address = host.local() ? "this machine" : host.address() + ":" + port(host);
      String way =
          host.string("ansible_ssh_common_args").orElse("")
              + host.string("ansible_ssh_extra_args").orElse("");
      Host before = first.putIfAbsent(List.of(address, way), host);
      if (before != null) {
        problems.add(
            Problem.error(
                hostPlace(host),
                host.name()
                    + " and "
                    + before.name()
                    + " are both "
                    + (host.local() ? "" : "at ")
                    + (hidesAddress(host) ? "one address " + Hidden.SHOWN : address)
                    + ". A host has one name."));
      }
    }
  }

  private boolean hidesAddress(Host host) {
    Hidden hidden = reading.inventory().hidden();
    return hidden.covers(host, "ansible_host") || hidden.covers(host, "ansible_port");
  }

  private static String port(Host host) {
    return host.string("ansible_port").orElse("22");
  }
}
