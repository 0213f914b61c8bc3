package org.bbbfleet.alerts.guard;

import org.bbbfleet.alerts.FleetView;

/** Only hosts of the inventory are touched. */
final class KnownHostGuard implements Guard {
  private final FleetView fleet;

  KnownHostGuard(FleetView fleet) {
    this.fleet = fleet;
  }

  @Override
  public String name() {
    return "known-host";
  }

  @Override
  public String passesWhen() {
    return "the host is in the inventory";
  }

  @Override
  public String otherwise() {
    return "a person";
  }

  @Override
  public Decision decide(Proposal proposal) {
    return fleet.host(proposal.host()).isPresent()
        ? Decision.pass("in the inventory")
        : Decision.refuse("the inventory has no host " + proposal.host());
  }
}
