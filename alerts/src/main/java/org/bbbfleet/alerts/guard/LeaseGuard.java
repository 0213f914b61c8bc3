package org.bbbfleet.alerts.guard;

import java.time.Duration;
import java.time.Instant;
import org.bbbfleet.core.store.LeaseHolder;
import org.bbbfleet.core.store.Leases;

/** The host belongs to one at a time: to this incident, another one, or a provisioning run. */
final class LeaseGuard implements Guard {
  private static final Duration AGAIN = Duration.ofSeconds(5);
  private static final Duration LONGEST_WAIT = Duration.ofMinutes(30);

  private final HostLeases leases;

  LeaseGuard(HostLeases leases) {
    this.leases = leases;
  }

  @Override
  public String name() {
    return "lease";
  }

  @Override
  public String passesWhen() {
    return "nobody else works on the host: no run, no drain, no other incident";
  }

  @Override
  public String otherwise() {
    return "waits, after half an hour a person";
  }

  @Override
  public Decision look(Proposal proposal) {
    return leases
        .holder(proposal.host())
        .map(lease -> Decision.defer(text(lease), proposal.now().plus(AGAIN)))
        .orElse(Decision.pass("host free"));
  }

  @Override
  public Decision decide(Proposal proposal) {
    if (leases.take(proposal.incident(), proposal.host(), proposal.alert())) {
      return Decision.pass("host free");
    }
    String busy =
        leases
            .holder(proposal.host())
            .map(LeaseGuard::text)
            .orElse("somebody held the host a moment ago");
    Instant now = proposal.now();
    return now.isBefore(proposal.waitingSince(this).plus(LONGEST_WAIT))
        ? Decision.defer(busy, now.plus(AGAIN))
        : Decision.refuse("waited " + LONGEST_WAIT.toMinutes() + " min for the host: " + busy);
  }

  private static String text(Leases.Lease lease) {
    return "the host is taken by "
        + LeaseHolder.name(lease.holder())
        + " ("
        + lease.purpose()
        + ")";
  }
}
