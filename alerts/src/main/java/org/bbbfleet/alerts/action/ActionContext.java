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
   * <p>The first request may be {@link Outcome#HELD_BACK} by a stop that came meanwhile: then it
   * did not leave, and the action ends with that report.
   *
   * @param verb one of the script's requests
   * @param arguments words of {@code [A-Za-z0-9@._:-]}, up to 128 long
   */
  Report onHost(String verb, String... arguments);

  /**
   * Asks a second host, a control host other than this one, for something that changes nothing
   * there: what it sees of the first one's neighbours. Refused when the fleet has no such host.
   */
  default Report onWitness(String verb, String... arguments) {
    return new Report(Outcome.REFUSED, "there is no second host to ask");
  }

  /** Provisions a role of the host anew, or plans it in a dry run, and waits for the end. */
  default Report provision(String role) {
    return Provisioning.NONE.carryOut(
        new Provisioning.Order(host(), role, effect(), "", Duration.ZERO));
  }

  /** The same on another host of the fleet, such as the balancer that sends this one its work. */
  Report on(String other, String verb, String... arguments);

  /** The fleet that both belong to. */
  FleetView fleet();
}
