package org.bbbfleet.alerts.guard;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;
import org.bbbfleet.alerts.policy.PolicyBook;
import org.bbbfleet.alerts.policy.Storm;
import org.bbbfleet.core.config.Durations;
import org.bbbfleet.core.store.Store;

/** So many hosts break at once that the cause is not on them: nothing is done until it is calm. */
final class StormGuard implements Guard {
  private static final Duration LONGEST_WAIT = Duration.ofHours(1);

  private final PolicyBook book;
  private final FleetActivity activity;
  private final Store store;
  private final Consumer<String> tell;

  /**
   * A guard.
   *
   * @param tell hears of a storm when it begins, once
   */
  StormGuard(PolicyBook book, FleetActivity activity, Store store, Consumer<String> tell) {
    this.book = requireNonNull(book, "book is null");
    this.activity = requireNonNull(activity, "activity is null");
    this.store = requireNonNull(store, "store is null");
    this.tell = requireNonNull(tell, "tell is null");
  }

  @Override
  public String name() {
    return "storm";
  }

  @Override
  public String passesWhen() {
    return "fewer hosts broke within the window than `storm` says (20, or 30 % of the fleet, in 10"
        + " minutes), and it has been calm for 15 minutes";
  }

  @Override
  public String otherwise() {
    return "waits until it is calm, after an hour a person";
  }

  @Override
  public Decision decide(Proposal proposal) {
    return decide(proposal, true);
  }

  @Override
  public Decision look(Proposal proposal) {
    return decide(proposal, false);
  }

  private Decision decide(Proposal proposal, boolean remember) {
    Storm storm = book.overrides().storm().value();
    Instant now = proposal.now();
    long broken = brokenSince(now.minus(storm.window()));
    int threshold = storm.threshold(book.fleet().hosts().size());
    Optional<Instant> raging = until(now, storm.cooldown());
    if (broken >= threshold) {
      Instant until = now.plus(storm.cooldown());
      String text = "storm: " + broken + " hosts broke within " + Durations.format(storm.window());
      if (remember) {
        // Not for every incident of the storm: a minute more or less does not matter.
        if (raging.map(known -> known.isBefore(until.minusSeconds(60))).orElse(true)) {
          remember(until);
        }
        if (raging.isEmpty()) {
          tell.accept(text + "; from " + threshold + " on nothing is done until it is calm");
        }
      }
      return wait(proposal, text, until);
    }
    return raging.isEmpty()
        ? Decision.pass(broken + " of " + threshold + " hosts that would be a storm")
        : wait(proposal, "after the storm: calm until " + raging.get(), raging.get());
  }

  private Decision wait(Proposal proposal, String text, Instant until) {
    return proposal.now().isBefore(proposal.waitingSince(this).plus(LONGEST_WAIT))
        ? Decision.defer(text, until)
        : Decision.refuse("waited " + LONGEST_WAIT.toMinutes() + " min: " + text);
  }

  /** Hosts with a new incident that the healer could do something about. */
  private long brokenSince(Instant since) {
    return activity.openedSince(since).stream()
        .filter(seen -> book.fleet().host(seen.host()).isPresent())
        .filter(
            seen ->
                book.of(seen.alert(), seen.host())
                    .map(policy -> !policy.steps().isEmpty())
                    .orElse(false))
        .map(FleetActivity.Seen::host)
        .distinct()
        .count();
  }

  /** When a storm that was seen is over; what lies too far ahead was written by a wrong clock. */
  private Optional<Instant> until(Instant now, Duration cooldown) {
    return store
        .jdbi()
        .withHandle(
            handle ->
                handle.createQuery("select until from healing_storm").mapTo(Long.class).findFirst())
        .map(Instant::ofEpochMilli)
        .filter(until -> until.isAfter(now))
        .map(until -> until.isAfter(now.plus(cooldown)) ? now.plus(cooldown) : until);
  }

  private void remember(Instant until) {
    store
        .jdbi()
        .useTransaction(
            handle ->
                handle
                    .createUpdate(
                        """
                        insert into healing_storm (id, until) values (1, :until)
                        on conflict (id) do update set until = excluded.until
                        """)
                    .bind("until", until.toEpochMilli())
                    .execute());
  }
}
