package org.bbbfleet.alerts.guard;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.bbbfleet.alerts.FleetView;
import org.bbbfleet.alerts.policy.PolicyBook;
import org.bbbfleet.core.inventory.Host;

/** The database is mended before what needs it. */
final class DependencyGuard implements Guard {
  private static final Duration AGAIN = Duration.ofSeconds(10);
  private static final Duration LONGEST_WAIT = Duration.ofMinutes(30);

  private final PolicyBook book;
  private final FleetActivity activity;

  DependencyGuard(PolicyBook book, FleetActivity activity) {
    this.book = book;
    this.activity = activity;
  }

  @Override
  public String name() {
    return "dependency";
  }

  @Override
  public String passesWhen() {
    return "no role that the alert's role needs has an incident: on the same host when that carries"
        + " it, else anywhere";
  }

  @Override
  public String otherwise() {
    return "waits until that is mended, after half an hour a person";
  }

  @Override
  public boolean holdsPeopleBack() {
    return false;
  }

  @Override
  public Decision decide(Proposal proposal) {
    FleetView fleet = book.fleet();
    for (String needed : needs(fleet, book.role(proposal.alert()))) {
      List<String> hosts =
          fleet.roles(proposal.host()).contains(needed)
              ? List.of(proposal.host())
              : fleet.carrying(needed).stream().map(Host::name).toList();
      Optional<FleetActivity.Seen> broken =
          activity.standing().stream()
              .filter(seen -> seen.incident() != proposal.incident())
              .filter(seen -> hosts.contains(seen.host()))
              .filter(seen -> book.role(seen.alert()).equals(needed))
              .findFirst();
      if (broken.isPresent()) {
        return wait(proposal, needed, broken.get());
      }
    }
    return Decision.pass("nothing that it needs is broken");
  }

  private Decision wait(Proposal proposal, String needed, FleetActivity.Seen broken) {
    String text =
        "needs "
            + needed
            + ", which has incident "
            + broken.incident()
            + " ("
            + broken.alert()
            + " on "
            + broken.host()
            + ")";
    Instant now = proposal.now();
    return now.isBefore(proposal.waitingSince(this).plus(LONGEST_WAIT))
        ? Decision.defer(text, now.plus(AGAIN))
        : Decision.refuse("waited " + LONGEST_WAIT.toMinutes() + " min: " + text);
  }

  /** What a role needs, and what that needs; a circle ends where it began. */
  private static Set<String> needs(FleetView fleet, String role) {
    Set<String> all = new LinkedHashSet<>();
    collect(fleet, role, all);
    all.remove(role);
    return all;
  }

  private static void collect(FleetView fleet, String role, Set<String> into) {
    for (String needed : fleet.needs(role)) {
      if (into.add(needed)) {
        collect(fleet, needed, into);
      }
    }
  }
}
