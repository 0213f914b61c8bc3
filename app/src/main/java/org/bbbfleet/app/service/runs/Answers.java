package org.bbbfleet.app.service.runs;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.bbbfleet.app.service.ServeConfig;
import org.bbbfleet.app.service.api.ApiFailure;
import org.bbbfleet.app.service.api.Caller;
import org.bbbfleet.provisioning.run.RunOptions;
import org.bbbfleet.provisioning.run.SavedPlan;

/**
 * The plans that people were asked about, and what they answered. They live as long as the service
 * does: a plan is a look at hosts that change, so that after a restart one plans again.
 */
final class Answers {
  private static final Duration VALID = Duration.ofHours(4);
  private static final int MOST = 50;

  private final Clock clock;
  private final ServeConfig.Approval rule;
  private final Map<String, Entry> plans = new LinkedHashMap<>();

  /**
   * How a plan stands.
   *
   * @param told who answered and why; may be empty
   */
  record State(String word, String tone, String told) {}

  private static final State WAITS =
      new State("waiting for approval", "warning", "Nothing was changed.");

  private record Entry(
      SavedPlan plan, RunOptions how, Caller author, Instant madeAt, State state) {}

  /**
   * A plan that somebody approved.
   *
   * @param how it was asked for: what carries it out goes about it so
   */
  record Approved(SavedPlan plan, RunOptions how) {}

  Answers(Clock clock, ServeConfig.Approval rule) {
    this.clock = clock;
    this.rule = rule;
  }

  synchronized void ask(SavedPlan plan, RunOptions how, Caller author) {
    plans.put(plan.run(), new Entry(plan, how, author, clock.instant(), WAITS));
    Iterator<String> oldest = plans.keySet().iterator();
    while (plans.size() > MOST && oldest.hasNext()) {
      oldest.next();
      oldest.remove();
    }
  }

  synchronized Optional<State> of(String run) {
    return Optional.ofNullable(plans.get(run)).map(Entry::state);
  }

  /**
   * Approves a plan, once.
   *
   * @throws ApiFailure when it waits for nothing, is too old, or this person may not
   */
  synchronized Approved approve(String run, Caller caller, String author, String reason) {
    Entry entry = waiting(run);
    if (rule == ServeConfig.Approval.ANOTHER) {
      boolean two =
          caller.identity() == Caller.Identity.KNOWN
              && entry.author().identity() == Caller.Identity.KNOWN
              && !caller.name().equals(entry.author().name());
      if (!two) {
        throw ApiFailure.forbidden(
            "a plan is approved by another person than its author, both by tokens of their own");
      }
    }
    if (entry.madeAt().plus(VALID).isBefore(clock.instant())) {
      throw ApiFailure.conflict("the plan is older than " + VALID.toHours() + " hours; plan again");
    }
    answer(run, entry, new State("approved", "well", "Approved by " + author + ": " + reason));
    return new Approved(entry.plan(), entry.how());
  }

  /** A plan that was approved could not be begun: it waits again. */
  synchronized void reopen(SavedPlan plan) {
    Entry entry = plans.get(plan.run());
    if (entry != null) {
      answer(plan.run(), entry, WAITS);
    }
  }

  /** Rejects a plan; throws as {@link #approve}. */
  synchronized void reject(String run, String author, String reason) {
    answer(
        run,
        waiting(run),
        new State("rejected", "warning", "Rejected by " + author + ": " + reason));
  }

  private Entry waiting(String run) {
    Entry entry = plans.get(run);
    if (entry == null || !entry.state().equals(WAITS)) {
      throw ApiFailure.conflict(
          "run " + run + " waits for no answer" + (entry == null ? "; plan again" : ""));
    }
    return entry;
  }

  private void answer(String run, Entry entry, State state) {
    plans.put(run, new Entry(entry.plan(), entry.how(), entry.author(), entry.madeAt(), state));
  }
}
