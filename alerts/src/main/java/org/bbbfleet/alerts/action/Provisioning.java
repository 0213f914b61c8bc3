package org.bbbfleet.alerts.action;

import java.time.Duration;

/**
 * What brings a role of a host back to what the inventory says; the service puts its provisioner
 * behind it.
 */
@FunctionalInterface
public interface Provisioning {
  /** For a service that provisions nothing: refuses, and says what an admin runs instead. */
  Provisioning NONE =
      order ->
          new Report(
              Outcome.REFUSED,
              "this service provisions nothing (provision: in serve.yaml); an admin runs: "
                  + order.command());

  /**
   * What is to be done.
   *
   * @param host the host's name in the inventory
   * @param role a role that it carries
   * @param effect whether it is done, or only planned
   * @param holder who holds the host's lease, which the run goes on under; empty when nobody does
   * @param longest after so long the run is stopped, gently
   */
  record Order(
      String host, String role, HostActions.Effect effect, String holder, Duration longest) {

    /** The command by which an admin does the same. */
    public String command() {
      return "fleet "
          + (effect == HostActions.Effect.DRY_RUN ? "plan" : "provision")
          + " --limit "
          + host
          + " --roles "
          + role;
    }
  }

  /** Does it, or plans it, and waits for the end; every failure is in the report. */
  Report carryOut(Order order);
}
