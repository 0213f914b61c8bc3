package org.bbbfleet.alerts.guard;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.bbbfleet.alerts.FleetView;
import org.bbbfleet.alerts.policy.MaintenanceWindow;
import org.bbbfleet.alerts.policy.MaintenanceWindow.Kind;

/** People work on the host at these hours, or rough actions wait for theirs. */
final class MaintenanceGuard implements Guard {
  private final FleetView fleet;
  private final List<MaintenanceWindow> windows;

  MaintenanceGuard(FleetView fleet, List<MaintenanceWindow> windows) {
    this.fleet = fleet;
    this.windows = List.copyOf(windows);
  }

  @Override
  public String name() {
    return "maintenance";
  }

  @Override
  public String passesWhen() {
    return "no `hands-off` window covers the host now, and the action does not wait for an"
        + " `only-then` window";
  }

  @Override
  public String otherwise() {
    return "waits for the window's end or begin; when that is more than 12 h away, a person; what"
        + " was ordered by hand is refused";
  }

  @Override
  public Decision decide(Proposal proposal) {
    Instant now = proposal.now();
    boolean only = false;
    Optional<MaintenanceWindow> open = Optional.empty();
    Optional<Instant> next = Optional.empty();
    for (MaintenanceWindow window : windows) {
      if (!window.covers(fleet, proposal.host())) {
        continue;
      }
      Optional<Instant> until = window.openUntil(now);
      if (window.kind() == Kind.HANDS_OFF) {
        if (until.isPresent()) {
          return Decision.defer(
              "maintenance "
                  + window.name()
                  + " until "
                  + until.get()
                  + " ("
                  + window.where()
                  + ")",
              until.get());
        }
      } else if (proposal.impact().compareTo(window.impact()) >= 0) {
        only = true;
        open = until.isPresent() ? Optional.of(window) : open;
        Instant begin = window.nextBegin(now);
        next = next.isEmpty() || begin.isBefore(next.get()) ? Optional.of(begin) : next;
      }
    }
    if (!only || open.isPresent()) {
      return Decision.pass(
          open.map(window -> "within the window " + window.name()).orElse("no maintenance"));
    }
    return waitFor(proposal, next.orElseThrow());
  }

  private static Decision waitFor(Proposal proposal, Instant begin) {
    String text =
        proposal.impact().label() + " actions wait for their window, which begins at " + begin;
    if (proposal.ordered() || !begin.isAfter(proposal.now().plus(Duration.ofHours(12)))) {
      // Who ordered it was never told of the window: an order is no approval of this.
      return Decision.defer(text, begin);
    }
    // Who approved was asked this: asking again would never end.
    return proposal.approvedBy().isPresent()
        ? Decision.pass("outside its window, approved by " + proposal.approvedBy().get())
        : Decision.ask(text);
  }
}
