package org.bbbfleet.provisioning.role;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bbbfleet.core.error.Problem;
import org.bbbfleet.core.inventory.Host;
import org.bbbfleet.provisioning.facts.HostSize;

/** Whether a host is as large as its roles need, once it is known how large it is. */
public final class SizeCheck {
  private SizeCheck() {}

  /**
   * What is wrong with the host's size: a warning, or an error where {@code fleet_size_check} says
   * so; nothing where it is large enough or nobody wants to know.
   */
  public static Optional<Problem> check(Fleet fleet, Host host, HostSize found) {
    String wish = new HostView(fleet, host).get(FleetVariables.SIZE_CHECK);
    Optional<HostSize> needed = needed(fleet, host);
    if (wish.equals("off") || needed.isEmpty()) {
      return Optional.empty();
    }
    List<String> lacking = needed.get().lackingIn(found);
    if (lacking.isEmpty()) {
      return Optional.empty();
    }
    String message =
        host.name()
            + " is smaller than its roles need ("
            + String.join(", ", demanding(fleet, host, found))
            + "): "
            + String.join(", ", lacking)
            + ".";
    return Optional.of(
        wish.equals("fail")
            ? Problem.error(
                host.name(),
                message + " Nothing was changed there. fleet_size_check=warn goes on nevertheless.")
            : Problem.warning(host.name(), message));
  }

  /** What the host's roles need together; empty when none says. */
  static Optional<HostSize> needed(Fleet fleet, Host host) {
    return fleet.rolesOf(host).stream()
        .flatMap(role -> role.minimum(fleet.placement()).stream())
        .reduce(HostSize::and);
  }

  private static List<String> demanding(Fleet fleet, Host host, HostSize found) {
    List<String> names = new ArrayList<>();
    for (Role role : fleet.rolesOf(host)) {
      role.minimum(fleet.placement())
          .filter(size -> !size.lackingIn(found).isEmpty())
          .ifPresent(size -> names.add(role.name()));
    }
    return names;
  }
}
