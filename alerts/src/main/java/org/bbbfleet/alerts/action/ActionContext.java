package org.bbbfleet.alerts.action;

import java.time.Duration;
import org.bbbfleet.alerts.FleetView;

/** What an action works with: its parameters, all of them validated, and the host. */
public interface ActionContext {

  /** The host's name in the inventory. */
  String host();

  /**
   * Whether the action acts. One that does more than ask the host describes the rest when it is
   * {@link HostActions.Effect#DRY_RUN}.
   */
  HostActions.Effect effect();

  /** The value of a parameter of the action. */
  String parameter(String name);

  /**
   * Asks the host's {@code fleet-heal} for something and waits for its answer. In a dry run the
   * host only describes it.
   *
   * <p>The first request of the host, and those of others before it, may be {@link
   * Outcome#HELD_BACK} by a stop that came meanwhile: then it did not leave, and the action ends
   * with that report.
   *
   * @param verb one of the script's requests
   * @param arguments words of {@code [A-Za-z0-9@._:-]}, up to 128 long
   */
  Report onHost(String verb, String... arguments);

  /** Provisions a role of the host anew, or plans it in a dry run, and waits for the end. */
  default Report provision(String role) {
    return Provisioning.NONE.carryOut(
        new Provisioning.Order(host(), role, effect(), "", Duration.ZERO));
  }

  /** The same on another host of the fleet, such as the balancer that sends this one its work. */
  default Report on(String other, String verb, String... arguments) {
    return on(other, timeout(), verb, arguments);
  }

  /** The same, if the answer comes within this time. */
  Report on(String other, Duration within, String verb, String... arguments);

  /** How long the action waits for an answer. */
  Duration timeout();

  /**
   * For one rough request of a {@link LongAction}, which may come hours after it was begun: it
   * leaves only if nothing holds it back when the connection stands, else it is {@link
   * Outcome#HELD_BACK}.
   */
  ActionContext unless(HostActions.LastLook heldBack);

  /** The fleet that both belong to. */
  FleetView fleet();
}
