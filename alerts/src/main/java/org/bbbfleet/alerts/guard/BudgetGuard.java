package org.bbbfleet.alerts.guard;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.bbbfleet.alerts.policy.Budget;
import org.bbbfleet.alerts.policy.PolicyBook;
import org.bbbfleet.core.config.Durations;
import org.jdbi.v3.core.Handle;

/** However many hosts break, only so many are touched within a window. */
final class BudgetGuard implements Guard {
  private static final Duration LONGEST_WAIT = Duration.ofHours(2);

  private final PolicyBook book;
  private final FleetActivity activity;

  BudgetGuard(PolicyBook book, FleetActivity activity) {
    this.book = book;
    this.activity = activity;
  }

  @Override
  public String name() {
    return "budget";
  }

  @Override
  public String passesWhen() {
    return "fewer hosts than the fleet's `budget` (10, at most 20 % of the fleet, at least 3) were"
        + " touched within its window (10 minutes); the same host again is free";
  }

  @Override
  public String otherwise() {
    return "waits until the window has room, after two hours a person";
  }

  @Override
  public Decision decide(Proposal proposal) {
    return decide(proposal, activity.touchedSince(since(proposal)));
  }

  @Override
  public Decision confirm(Handle handle, Proposal proposal) {
    return decide(proposal, activity.touchedSince(handle, since(proposal)));
  }

  private Instant since(Proposal proposal) {
    return proposal.now().minus(budget().window());
  }

  private Budget budget() {
    return book.overrides().budget().value();
  }

  private Decision decide(Proposal proposal, Map<String, Instant> touched) {
    Map<String, Instant> others = new HashMap<>(touched);
    boolean again = others.remove(proposal.host()) != null;
    int limit = budget().limit(book.fleet().hosts().size());
    String window = Durations.format(budget().window());
    if (again || others.size() < limit) {
      return Decision.pass(
          "host " + (others.size() + 1) + " of " + limit + " that may be touched in " + window);
    }
    // Room comes when enough of the oldest have left the window.
    List<Instant> times = others.values().stream().sorted().toList();
    Instant now = proposal.now();
    Instant room = times.get(times.size() - limit).plus(budget().window());
    Instant soon = now.plusSeconds(1);
    Instant late = now.plus(budget().window());
    Instant next = room.isBefore(soon) ? soon : room.isAfter(late) ? late : room;
    String text =
        others.size() + " hosts were touched in " + window + ", " + limit + " are allowed";
    return now.isBefore(proposal.waitingSince(this).plus(LONGEST_WAIT))
        ? Decision.defer(text, next)
        : Decision.refuse("waited " + LONGEST_WAIT.toMinutes() + " min: " + text);
  }
}
