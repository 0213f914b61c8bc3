package org.bbbfleet.alerts.policy;

import static java.util.Objects.requireNonNull;

/**
 * A policy that comes with a role.
 *
 * @param role whose remedy it is; empty when it belongs to none
 */
public record Shipped(String role, Policy policy) {
  public Shipped {
    requireNonNull(role, "role is null");
    requireNonNull(policy, "policy is null");
  }

  /** The file in which an admin would change it, beside the inventory. */
  public String file() {
    return "policies/" + (role.isEmpty() ? "fleet" : role) + ".yaml";
  }
}
