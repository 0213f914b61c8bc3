package org.bbbfleet.provisioning;

import java.util.List;
import org.bbbfleet.alerts.policy.Policy;
import org.bbbfleet.alerts.policy.Shipped;
import org.bbbfleet.provisioning.role.Fleet;

/** What the healer does about each alert: the remedies of all roles together. */
public final class Remedies {
  private Remedies() {}

  /** Every role's policies, with the role. */
  public static List<Shipped> shipped() {
    return Fleet.allRoles().stream()
        .flatMap(role -> role.remedies().stream().map(policy -> new Shipped(role.name(), policy)))
        .toList();
  }

  /** Every role's policies. */
  public static List<Policy> policies() {
    return Fleet.allRoles().stream().flatMap(role -> role.remedies().stream()).toList();
  }
}
