package org.bbbfleet.alerts.guard;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.bbbfleet.alerts.FleetView;
import org.bbbfleet.alerts.action.Impact;
import org.bbbfleet.alerts.policy.PolicyBook;
import org.bbbfleet.alerts.verify.SignalSource;
import org.bbbfleet.core.error.FleetException;
import org.bbbfleet.core.inventory.Host;
import org.jdbi.v3.core.Handle;

/** Of hosts that stand in for each other, enough stay well, and one at a time is worked on. */
final class ExclusiveGuard implements Guard {
  private static final Duration AGAIN = Duration.ofSeconds(5);

  private final PolicyBook book;
  private final FleetActivity activity;
  private final SignalSource source;

  ExclusiveGuard(PolicyBook book, FleetActivity activity, SignalSource source) {
    this.book = book;
    this.activity = activity;
    this.source = source;
  }

  @Override
  public String name() {
    return "exclusive";
  }

  @Override
  public String passesWhen() {
    return "for each exclusive role of the host (for a drain also `bigbluebutton`): no other host of"
        + " it is being worked on, and as many others as the role wants are well (everything on them"
        + " answers Prometheus, no incident) and not drained, unless the action answers what these"
        + " do wrong, as a failover; harmless actions always pass";
  }

  @Override
  public String otherwise() {
    return "waits for the other's end; when too few others are well, a person is asked";
  }

  @Override
  public Decision decide(Proposal proposal) {
    List<FleetActivity.Seen> standing = activity.standing();
    for (String role : roles(proposal)) {
      List<String> peers = peers(role, proposal.host());
      Decision one = oneAtATime(proposal, role, peers, standing);
      if (!(one instanceof Decision.Pass)) {
        return one;
      }
      if (book.answersForOthers(proposal.step().call().action())) {
        continue;
      }
      int wanted = wanted(proposal, role);
      long well = well(role, peers, standing);
      if (well < wanted && proposal.approvedBy().isEmpty()) {
        return Decision.ask(
            "of the other "
                + peers.size()
                + " hosts of "
                + role
                + " only "
                + well
                + " are known to be well, "
                + wanted
                + " must be");
      }
    }
    return Decision.pass("enough others are well");
  }

  @Override
  public Decision confirm(Handle handle, Proposal proposal) {
    List<FleetActivity.Seen> standing = activity.standing(handle);
    for (String role : roles(proposal)) {
      Decision one = oneAtATime(proposal, role, peers(role, proposal.host()), standing);
      if (!(one instanceof Decision.Pass)) {
        return one;
      }
    }
    return Decision.pass("");
  }

  private static Decision oneAtATime(
      Proposal proposal, String role, List<String> peers, List<FleetActivity.Seen> standing) {
    return standing.stream()
        .filter(seen -> seen.touching() && peers.contains(seen.host()))
        .findFirst()
        .map(
            seen ->
                Decision.defer(
                    role
                        + " is being worked on on "
                        + seen.host()
                        + " (incident "
                        + seen.incident()
                        + "); one at a time",
                    proposal.now().plus(AGAIN)))
        .orElse(Decision.pass(""));
  }

  private List<String> roles(Proposal proposal) {
    FleetView fleet = book.fleet();
    return proposal.impact() == Impact.HARMLESS
        ? List.of()
        : fleet.roles(proposal.host()).stream().filter(role -> wanted(proposal, role) > 0).toList();
  }

  private int wanted(Proposal proposal, String role) {
    return book.takesOutOfService(proposal.step().call().action())
        ? book.fleet().minServing(role)
        : Math.min(book.fleet().minHealthy(role), peers(role, proposal.host()).size());
  }

  private List<String> peers(String role, String host) {
    return book.fleet().carrying(role).stream()
        .map(Host::name)
        .filter(name -> !name.equals(host))
        .toList();
  }

  /**
   * Peers of which everything answers Prometheus, that are in service and have no incident of this
   * role. One whose agent is silent is not known to be well: none of its alerts would fire.
   */
  private long well(String role, List<String> peers, List<FleetActivity.Seen> standing) {
    Set<String> broken =
        standing.stream()
            .filter(seen -> book.role(seen.alert()).equals(role))
            .map(FleetActivity.Seen::host)
            .collect(Collectors.toSet());
    Map<String, OwnTargets> seen;
    try {
      seen = OwnTargets.byHost(source);
    } catch (FleetException e) {
      return 0;
    }
    Set<String> out = activity.outOfService();
    return peers.stream()
        .filter(peer -> seen.containsKey(peer) && seen.get(peer).allUp())
        .filter(peer -> !broken.contains(peer) && !out.contains(peer))
        .count();
  }
}
